-- What two teams had to do with each other on a work item in a quarter: whether it was handed from one to the other, how
-- often one acted directly after the other (a turn), and whether one of them helped on what the other one owned.
-- is_to_and_fro: at least two turns (one, the other, the one again). is_joint: on an item that each of them has worked on or
-- owned by the quarter's end. helper: the team that commented or reviewed unasked, while the other one owned the item: by
-- the quarter's end it has not owned it, worked on it, handed it on, got it (a review that is asked for is a handoff), or
-- asked for it.
-- One row per quarter, pair (team_id before other_team_id in the alphabet) and work item with any of these.
-- key: quarter_starts_on, team_id, other_team_id, item_number
with item_act as (
    select item_number, team_id, happened_at, is_work
    from flow.item_touch
),
several_team_item as (
    select item_number
    from item_act
    group by item_number
    having min(team_id) < max(team_id)
),
-- In one second nobody acts on what the other one did.
shared_act as (
    select
        act.item_number,
        act.team_id,
        act.happened_at,
        lag(act.team_id) over (partition by act.item_number order by act.happened_at, act.team_id)
            as team_before
    from item_act as act
    semi join several_team_item on several_team_item.item_number = act.item_number
),
holding as (
    select item_number, team_id, min(since) as since
    from (
        select item_number, team_id, happened_at as since from item_act where is_work
        union all
        select ticket_number, owner, from_at from flow.ownership_interval
    )
    group by item_number, team_id
),
owning as (
    select ticket_number::bigint as item_number, owner, from_at, to_at
    from flow.ownership_interval
    where not core.is_pseudo_owner(owner)
    union all
    select pull.item_number, member.team_id, member.from_at, member.to_at
    from flow.lone_pull_request as pull
    left join core.principal as ended
        on ended.source = pull.source and ended.item_kind = 'pull_request'
        and ended.event_id = 'ended ' || pull.pull_request_id
    inner join core.account_team as member
        on member.source = coalesce(ended.principal_source, pull.source)
        and member.account_id = coalesce(ended.principal, pull.author) and member.kind = 'human'
),
remark as (
    select
        act.item_number,
        act.team_id as helper,
        owning.owner,
        core.local_time(act.happened_at)::date as happened_on
    from item_act as act
    inner join owning
        on owning.item_number = act.item_number and owning.owner <> act.team_id
        and act.happened_at >= owning.from_at and act.happened_at < owning.to_at
    where not act.is_work
),
involvement as (
    select
        part.item_number,
        part.team_id,
        date_trunc('quarter', core.local_time(min(part.since)))::date as quarter_starts_on
    from (
        select * from holding
        union all
        select item_number, from_team, released_at from flow.item_handoff
        union all
        select item_number, to_team, released_at from flow.item_handoff
        union all
        select ticket_number, team_id, '-infinity'::timestamp from flow.requester
    ) as part
    semi join remark on remark.item_number = part.item_number and remark.helper = part.team_id
    group by part.item_number, part.team_id
),
turn as (
    select
        item_number,
        team_id,
        team_before,
        core.local_time(happened_at)::date as happened_on
    from shared_act
    where team_id <> team_before
),
contact as (
    select
        date_trunc('quarter', day.day_on)::date as quarter_starts_on,
        turn.team_id as one_team,
        turn.team_before as another_team,
        turn.item_number,
        false as is_handed,
        day.week_starts_on as turn_week,
        null as helper
    from turn
    inner join core.day as day on day.day_on = turn.happened_on and day.is_observed
    union all by name
    select quarter_starts_on, from_team as one_team, to_team as another_team, item_number, true as is_handed
    from flow.item_handoff
    where quarter_starts_on is not null
    union all by name
    select
        date_trunc('quarter', day.day_on)::date as quarter_starts_on,
        remark.helper as one_team,
        remark.owner as another_team,
        remark.item_number,
        false as is_handed,
        remark.helper
    from remark
    inner join core.day as day on day.day_on = remark.happened_on and day.is_observed
    left join involvement
        on involvement.item_number = remark.item_number and involvement.team_id = remark.helper
    where coalesce(involvement.quarter_starts_on > remark.happened_on, true)
),
pair_contact as (
    select
        quarter_starts_on,
        least(one_team, another_team) as team_id,
        greatest(one_team, another_team) as other_team_id,
        item_number,
        bool_or(is_handed) as is_handed,
        count(turn_week)::bigint as turn_count,
        list(turn_week) as turn_weeks,
        any_value(helper) as helper
    from contact
    group by all
),
exchange as (
    select
        pair_contact.quarter_starts_on,
        pair_contact.team_id,
        pair_contact.other_team_id,
        pair_contact.item_number,
        timezone('UTC', timezone(o.timezone, pair_contact.quarter_starts_on + interval 3 months))
            as quarter_ends_at
    from pair_contact
    cross join core.organization as o
    where pair_contact.turn_count >= 2
),
joint_item as (
    select exchange.*
    from exchange
    inner join holding
        on holding.item_number = exchange.item_number and holding.team_id = exchange.team_id
        and holding.since < exchange.quarter_ends_at
    inner join holding as other_holding
        on other_holding.item_number = exchange.item_number
        and other_holding.team_id = exchange.other_team_id
        and other_holding.since < exchange.quarter_ends_at
)
select
    pair_contact.quarter_starts_on,
    pair_contact.team_id,
    pair_contact.other_team_id,
    pair_contact.item_number,
    pair_contact.is_handed,
    pair_contact.helper,
    pair_contact.turn_count >= 2 as is_to_and_fro,
    joint_item.item_number is not null as is_joint,
    case when is_joint then list_distinct(pair_contact.turn_weeks) end as joint_weeks
from pair_contact
left join joint_item using (quarter_starts_on, team_id, other_team_id, item_number)
where pair_contact.is_handed or is_to_and_fro or pair_contact.helper is not null
