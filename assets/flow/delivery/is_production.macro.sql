-- Whether an environment is one of the organization file's patterns, in any case of letters.
create or replace macro flow.is_production(environment, patterns) as (
    len(list_filter(patterns, lambda pattern: lower(environment) glob lower(pattern))) > 0
);
