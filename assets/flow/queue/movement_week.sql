-- How much moved into each team's open work and out of it in a week (metrics: queue): flow.movement, counted by kind.
-- One row per week and team in which anything moved.
-- key: week_starts_on, team_id
select
    date_trunc('week', timezone(o.timezone, timezone('UTC', happened_at)))::date as week_starts_on,
    team_id,
    count(*) filter (where kind = 'arrival_internal')::bigint as arrival_internal_count,
    count(*) filter (where kind = 'arrival_customer')::bigint as arrival_customer_count,
    count(*) filter (where kind = 'arrival_external')::bigint as arrival_external_count,
    count(*) filter (where kind = 'transfer_in')::bigint as transfer_in_count,
    count(*) filter (where kind = 'transfer_out')::bigint as transfer_out_count,
    count(*) filter (where kind = 'relabel_in')::bigint as relabel_in_count,
    count(*) filter (where kind = 'relabel_out')::bigint as relabel_out_count,
    count(*) filter (where kind = 'reopened')::bigint as reopened_count,
    count(*) filter (where kind = 'completed')::bigint as completed_count,
    count(*) filter (where kind = 'cancelled')::bigint as cancelled_count,
    count(*) filter (where kind = 'gone')::bigint as gone_count
from flow.movement
cross join core.organization as o
group by all
