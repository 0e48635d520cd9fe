-- What is compared, and the claim in words, sentence by sentence.
with portfolio as (
    select
        *,
        coalesce((select any_value(unit) from integration_ratio), 'chain') as compared
    from integration_ratio
    where method = 'portfolio'
)
select
    format('Compared are {}s{}.', compared, coalesce(format(' (level {})', claim_level), '')) as sentence,
    grade,
    doubts
from portfolio
union all
select
    said || '.',
    grade,
    doubts
from (select grade, doubts, unnest(string_split(rtrim(sentence, '.'), '. ')) as said from portfolio)
