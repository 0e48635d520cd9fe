-- The whole partition in words, then its groups of several teams, those with most waits first.
select sentence, grade, doubts
from merge_option
where group_id = '*' or team_count > 1
order by group_id <> '*', wait_business_hours desc, group_id
