-- What may be said of chains against the work of one team?
select unnest(string_split_regex(sentence, '[.;] ')) as what_may_be_said
from integration_ratio
where method = 'portfolio'
