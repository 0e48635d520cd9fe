-- In which quarter of so many a rank is, 1 to 4: equals are in the same one.
create or replace macro flow.quarter(rank, of_many) as (
    1 + (4 * (rank - 1)) // of_many
)
