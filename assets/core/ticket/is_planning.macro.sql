-- Whether a change of a field plans work, and neither takes it up nor gives it away: nobody asks who made it.
create or replace macro core.is_planning(field) as (field in ('points', 'priority', 'sprint'))
