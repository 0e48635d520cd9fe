-- What two teams had to do with each other in a quarter: the work items by how, and the handoffs by direction and kind.
-- Asks are those of the team that asks more, where one does (is_other_asked: whether it is team_id); of what was
-- asked in the newest two weeks before as_of, nobody can tell yet whether it is served.
-- One row per quarter and pair of teams (team_id before other_team_id in the alphabet).
-- key: quarter_starts_on, team_id, other_team_id
with pair_handoff as (
    select distinct
        handoff_number,
        quarter_starts_on,
        least(from_team, to_team) as team_id,
        greatest(from_team, to_team) as other_team_id,
        from_team < to_team as is_to_other,
        kind,
        role,
        is_ask,
        released_at,
        outcome,
        elapsed_hours
    from flow.item_handoff
    where quarter_starts_on is not null
),
part as (
    select *, true as is_item from flow.pair_item
    union all by name
    select quarter_starts_on, team_id, other_team_id, is_to_other, kind, role, is_ask, false as is_item
    from pair_handoff
),
total as (
    select
        quarter_starts_on,
        team_id,
        other_team_id,
        count(*) filter (where is_item)::bigint as item_count,
        count(*) filter (where is_handed)::bigint as handed_item_count,
        count(*) filter (where is_to_and_fro)::bigint as to_and_fro_item_count,
        count(*) filter (where is_joint)::bigint as joint_item_count,
        coalesce(len(list_distinct(flatten(list(joint_weeks) filter (where is_joint)))), 0)::bigint
            as joint_week_count,
        count(*) filter (where helper = team_id)::bigint as helped_by_team_item_count,
        count(*) filter (where helper = other_team_id)::bigint as helped_by_other_item_count,
        count(*) filter (where is_to_other)::bigint as handoff_to_other_count,
        count(*) filter (where not is_to_other)::bigint as handoff_from_other_count,
        count(*) filter (where is_to_other and kind = 'transfer')::bigint as transfer_to_other_count,
        count(*) filter (where not is_to_other and kind = 'transfer')::bigint as transfer_from_other_count,
        count(*) filter (where is_to_other and kind = 'transfer_via_triage')::bigint
            as transfer_via_triage_to_other_count,
        count(*) filter (where not is_to_other and kind = 'transfer_via_triage')::bigint
            as transfer_via_triage_from_other_count,
        count(*) filter (where is_to_other and kind = 'request')::bigint as request_to_other_count,
        count(*) filter (where not is_to_other and kind = 'request')::bigint as request_from_other_count,
        count(*) filter (where is_to_other and kind = 'dependency')::bigint as dependency_to_other_count,
        count(*) filter (where not is_to_other and kind = 'dependency')::bigint
            as dependency_from_other_count,
        count(*) filter (where is_to_other and kind = 'delivery')::bigint as delivery_to_other_count,
        count(*) filter (where not is_to_other and kind = 'delivery')::bigint as delivery_from_other_count,
        count(*) filter (where is_to_other and kind = 'review')::bigint as review_to_other_count,
        count(*) filter (where not is_to_other and kind = 'review')::bigint as review_from_other_count,
        count(*) filter (where is_to_other and is_ask)::bigint as ask_to_other_count,
        count(*) filter (where not is_to_other and is_ask)::bigint as ask_from_other_count,
        count(*) filter (where is_to_other and role = 'bounce')::bigint as bounce_to_other_count,
        count(*) filter (where not is_to_other and role = 'bounce')::bigint as bounce_from_other_count
    from part
    group by quarter_starts_on, team_id, other_team_id
),
asking_side as (
    select
        quarter_starts_on, team_id, other_team_id, ask_to_other_count > ask_from_other_count as is_to_other
    from total
    where ask_to_other_count <> ask_from_other_count
),
watched_ask as (
    select
        asking_side.quarter_starts_on,
        asking_side.team_id,
        asking_side.other_team_id,
        asking_side.is_to_other,
        count(handoff.handoff_number)::bigint as watched_ask_count,
        count(*) filter (where handoff.outcome = 'picked_up' and handoff.elapsed_hours <= 14 * 24)
            as served_count
    from asking_side
    left join pair_handoff as handoff
        on handoff.quarter_starts_on = asking_side.quarter_starts_on
        and handoff.team_id = asking_side.team_id and handoff.other_team_id = asking_side.other_team_id
        and handoff.is_to_other = asking_side.is_to_other
        and handoff.is_ask and handoff.released_at <= core.as_of() - interval 14 days
    group by all
)
select
    total.*,
    watched_ask.is_to_other as is_other_asked,
    watched_ask.watched_ask_count,
    watched_ask.served_count / nullif(watched_ask.watched_ask_count, 0) as served_share
from total
left join watched_ask
    on watched_ask.quarter_starts_on = total.quarter_starts_on
    and watched_ask.team_id = total.team_id and watched_ask.other_team_id = total.other_team_id
