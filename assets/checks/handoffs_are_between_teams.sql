-- A handoff has two different teams and runs forward in time: released, routed, touched, started.
-- asset: flow.handoff
-- blocking: yes
select handoff_id, from_team, to_team, released_at, touched_at
from flow.handoff
where from_team = to_team or from_team in ('UNOWNED', 'CUSTOMER') or to_team in ('UNOWNED', 'CUSTOMER')
    or routed_at < released_at or touched_at < routed_at or started_at < touched_at
