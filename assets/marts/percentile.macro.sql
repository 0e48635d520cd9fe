-- A percentile of a sorted list, linear between its two neighbours. Spelt out, since versions of DuckDB
-- interpolate differently in the last bit, and what is published does not change with them.
create or replace macro marts.percentile(sorted, share) as (
    sorted[floor((len(sorted) - 1)::double * share::double)::bigint + 1]
    * (1 - ((len(sorted) - 1)::double * share::double - floor((len(sorted) - 1)::double * share::double)))
    + sorted[ceil((len(sorted) - 1)::double * share::double)::bigint + 1]
    * ((len(sorted) - 1)::double * share::double - floor((len(sorted) - 1)::double * share::double))
)
