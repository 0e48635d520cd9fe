-- Hours that tickets were open, by what was open and moved, are those of the tickets' own stays, to the microsecond.
-- asset: flow.residence
-- blocking: yes
select week_starts_on, team_id, snapshot_microseconds, residence_microseconds
from flow.residence
where snapshot_microseconds <> residence_microseconds
