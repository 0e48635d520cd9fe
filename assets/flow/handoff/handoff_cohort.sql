-- Observed handoffs by release week, pair of teams and kind, and what became of them.
-- One row per week, pair and kind.
-- key: week_starts_on, from_team, to_team, kind
select
    release_week_starts_on as week_starts_on,
    from_team,
    coalesce(to_team, core.unowned()) as to_team,
    kind,
    bool_or(is_platform) as is_platform,
    count(*)::bigint as handoff_count,
    count(*) filter (where outcome = 'picked_up')::bigint as picked_up_count,
    count(*) filter (where outcome = 'open')::bigint as open_count,
    count(*) filter (where outcome = 'returned_unpicked')::bigint as returned_count,
    count(*) filter (where outcome = 'forwarded')::bigint as forwarded_count,
    count(*) filter (where outcome = 'cancelled')::bigint as cancelled_count,
    count(*) filter (where outcome = 'closed_by_automation')::bigint as closed_by_automation_count,
    count(*) filter (where outcome = 'dissolved_by_reorg')::bigint as dissolved_count,
    count(*) filter (where role = 'bounce')::bigint as bounce_count
from flow.handoff
where is_observed
group by all
