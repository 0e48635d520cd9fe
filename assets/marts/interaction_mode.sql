-- How two teams work together, quarter by quarter, by Team Topologies' modes, from events alone: collaboration (both work
-- on the same items, to and fro, for a time), X-as-a-service (one asks, the other serves, little comes back), facilitating
-- (one helps on the other's items without taking them), or none of them; with what that rests on. What teams agree in
-- calls and chats is in no event. The handoffs of all quarters add up to those of handoff_week.
-- One row per quarter and pair of teams that had to do with each other, each pair once (team_id before other_team_id in
-- the alphabet).
-- key: quarter_starts_on, team_id, other_team_id
-- column quarter_starts_on: first day of the calendar quarter, in the organization's time zone
-- column is_complete_quarter: false where it is not over, or began before the history of all sources is complete
-- column team_id: one team
-- column team_name: what it is called
-- column other_team_id: the other one
-- column other_team_name: what that is called
-- column is_platform: whether one of the two is a shared platform team
-- column mode: collaboration, X-as-a-service, facilitating or none of them; null where it cannot be told
-- column unknown_because: why it cannot be told; null where it can
-- column serving_team: in X-as-a-service the team that serves, in facilitating the one that helps; null in others
-- column serving_team_name: what that is called
-- column mode_quarter_count: quarters in a row, this one the last, in which the pair had this mode; null without a mode
-- column is_finding: whether to look at it: a collaboration in its third quarter or later, or at least 26 items (two a week) with no mode, or with the same helper's mode in its third quarter or later; null without a mode
-- column service_gap: where they have none of the modes and half of the items or more were handed over, what keeps it from X-as-a-service: both ask, sent back, to and fro, picked up late
-- column sentence: the mode, what it rests on, and the finding, in plain words
-- column item_count: work items on which they had to do with each other: handed over, to and fro, or helped with
-- column handed_item_count: of these, handed over between them in the quarter
-- column to_and_fro_item_count: of these, touched by the one, the other, and the one again
-- column joint_item_count: of the latter, those that each of the two has worked on or owned
-- column joint_week_count: weeks of the quarter with a turn on a joint item
-- column helped_by_team_item_count: items of the other team on which team_id commented or reviewed, unasked, and nothing else
-- column helped_by_other_item_count: items of team_id on which the other one did
-- column to_and_fro_share: to_and_fro_item_count of item_count
-- column joint_share: joint_item_count of item_count
-- column helped_share: helped items of both of item_count
-- column handoff_to_other_count: handoffs from team_id to the other one that were released in the quarter
-- column handoff_from_other_count: handoffs from the other one to team_id
-- column transfer_to_other_count: transfers to the other one
-- column transfer_from_other_count: transfers from it
-- column transfer_via_triage_to_other_count: transfers via triage to the other one
-- column transfer_via_triage_from_other_count: transfers via triage from it
-- column request_to_other_count: requests to the other one
-- column request_from_other_count: requests from it
-- column dependency_to_other_count: dependencies on the other one
-- column dependency_from_other_count: dependencies of the other one on team_id
-- column delivery_to_other_count: deliveries to the other one
-- column delivery_from_other_count: deliveries from it
-- column review_to_other_count: reviews asked of the other one
-- column review_from_other_count: reviews that the other one asked for
-- column ask_to_other_count: handoffs to the other one that ask for something: all but deliveries, bounces, and transfers back to a team that has had the ball
-- column ask_from_other_count: the same from the other one
-- column one_way_share: asks of the team that asks more, of all asks of both; null without asks
-- column bounce_to_other_count: bounces to the other one, which had asked
-- column bounce_from_other_count: bounces from it, after team_id had asked
-- column bounce_ratio: bounces back to the team that asks more, by its asks; null where neither asks more
-- column watched_ask_count: asks of the team that asks more that were released two weeks before as_of or earlier; null where neither asks more
-- column served_share: part of the watched asks that was picked up within two weeks; null without watched asks
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with evidence as (
    select
        pair_quarter.*,
        marts.team_name(pair_quarter.team_id) as team_name,
        marts.team_name(pair_quarter.other_team_id) as other_team_name,
        team.is_platform_shared or other_team.is_platform_shared as is_platform,
        timezone('UTC', timezone(o.timezone, quarter_starts_on::timestamp)) as starts_at,
        timezone('UTC', timezone(o.timezone, quarter_starts_on + interval 3 months)) as ends_at,
        ends_at <= core.as_of()
        and starts_at >= (select min(week.starts_at) from core.week as week where week.is_observed)
            as is_complete_quarter,
        helped_by_team_item_count + helped_by_other_item_count as helped_count,
        greatest(helped_by_team_item_count, helped_by_other_item_count) / nullif(helped_count, 0)
            as one_helper_share,
        to_and_fro_item_count / item_count as to_and_fro_share,
        joint_item_count / item_count as joint_share,
        helped_count / item_count as helped_share,
        greatest(ask_to_other_count, ask_from_other_count) as ask_count,
        case when is_other_asked then bounce_from_other_count else bounce_to_other_count end as bounce_count,
        ask_count / nullif(ask_to_other_count + ask_from_other_count, 0) as one_way_share,
        case when is_other_asked is not null then bounce_count / ask_count end as bounce_ratio
    from flow.pair_quarter as pair_quarter
    cross join core.organization as o
    inner join core.team as team on team.team_id = pair_quarter.team_id
    inner join core.team as other_team on other_team.team_id = pair_quarter.other_team_id
),
judged_evidence as (
    select
        *,
        joint_share >= 0.5 and joint_week_count >= 4 as is_collaboration,
        coalesce(helped_share >= 0.5 and one_helper_share >= 0.8, false) as is_facilitating,
        handed_item_count / item_count >= 0.5 as is_handed_over,
        is_handed_over
        and coalesce(one_way_share, 1) >= 0.8
        and coalesce(bounce_ratio, 0) <= 0.1
        and to_and_fro_share <= 1 / 3 as is_one_way,
        case
            when item_count < 20 then 'fewer than 20 work items'
            when is_collaboration or is_facilitating then null
            when joint_share >= 0.5 and not is_complete_quarter
                then 'fewer than 4 weeks to and fro in a quarter that is not complete'
            when is_one_way and coalesce(watched_ask_count, 0) < 10
                then 'fewer than 10 asks that could be watched for two weeks'
        end as unknown_because,
        case
            when unknown_because is not null then null
            when is_collaboration then 'collaboration'
            when is_facilitating then 'facilitating'
            when is_one_way and served_share >= 0.8 then 'X-as-a-service'
            else 'none of them'
        end as mode
    from evidence
),
quarter_in_row as (
    select
        *,
        year(quarter_starts_on) * 4 + quarter(quarter_starts_on)
        - row_number() over (partition by team_id, other_team_id, mode order by quarter_starts_on) as run
    from judged_evidence
),
finding as (
    select
        *,
        case
            when mode is not null
                then row_number() over (
                        partition by team_id, other_team_id, mode, run order by quarter_starts_on
                    )
        end as mode_quarter_count,
        case mode
            when 'X-as-a-service' then is_other_asked
            when 'facilitating' then helped_by_other_item_count > helped_by_team_item_count
        end as is_other_serving,
        case mode
            when 'collaboration' then mode_quarter_count >= 3
            when 'facilitating' then mode_quarter_count >= 3 and item_count >= 26
            when 'none of them' then item_count >= 26
            when 'X-as-a-service' then false
        end as is_finding,
        case
            when mode = 'none of them' and is_handed_over
                then nullif(
                        concat_ws(
                            ', ',
                            case when one_way_share < 0.8 then 'both ask' end,
                            case when bounce_ratio > 0.1 then 'sent back' end,
                            case when to_and_fro_share > 1 / 3 then 'to and fro' end,
                            case when served_share < 0.8 then 'picked up late' end
                        ),
                        ''
                    )
        end as service_gap
    from quarter_in_row
),
quarter_trust as (
    select period_starts_on as trusted_on, team_id as trusted_team, grade, doubts
    from flow.team_trust
    where population = 'queue' and period = 'quarter'
)
select
    quarter_starts_on,
    is_complete_quarter,
    team_id,
    team_name,
    other_team_id,
    other_team_name,
    is_platform,
    mode,
    unknown_because,
    case when is_other_serving then other_team_id when not is_other_serving then team_id end as serving_team,
    case when is_other_serving then other_team_name when not is_other_serving then team_name end
        as serving_team_name,
    mode_quarter_count,
    is_finding,
    service_gap,
    case coalesce(mode, '')
        when 'collaboration'
            then format(
                    '{} and {} collaborate: {} of {} work items went to and fro, in {} weeks',
                    team_name, other_team_name, joint_item_count, item_count, joint_week_count
                )
        when 'facilitating'
            then format(
                    '{} helps {}: with {} of {} work items that it never had',
                    serving_team_name,
                    case when is_other_serving then team_name else other_team_name end,
                    greatest(helped_by_team_item_count, helped_by_other_item_count),
                    item_count
                )
        when 'X-as-a-service'
            then format(
                    '{} serves {}: asked {} times, it sent {} back and picked {:.0f} % up within two weeks',
                    serving_team_name,
                    case when is_other_serving then team_name else other_team_name end,
                    ask_count,
                    bounce_count,
                    100 * served_share
                )
        when 'none of them'
            then format(
                    '{} and {} work in none of the modes: of {} work items {} were handed over, '
                    || '{} went to and fro, {} were helped with{}',
                    team_name, other_team_name, item_count, handed_item_count, to_and_fro_item_count,
                    helped_count, coalesce(' (no service: ' || service_gap || ')', '')
                )
        else format('{} and {}: {}', team_name, other_team_name, unknown_because)
    end
    || case
        when is_finding and mode = 'none of them' then '. That is two a week or more'
        when is_finding
            then format('. It is quarter {} in a row, and such a mode is for a time', mode_quarter_count)
        else ''
    end as sentence,
    item_count,
    handed_item_count,
    to_and_fro_item_count,
    joint_item_count,
    joint_week_count,
    helped_by_team_item_count,
    helped_by_other_item_count,
    to_and_fro_share,
    joint_share,
    helped_share,
    handoff_to_other_count,
    handoff_from_other_count,
    transfer_to_other_count,
    transfer_from_other_count,
    transfer_via_triage_to_other_count,
    transfer_via_triage_from_other_count,
    request_to_other_count,
    request_from_other_count,
    dependency_to_other_count,
    dependency_from_other_count,
    delivery_to_other_count,
    delivery_from_other_count,
    review_to_other_count,
    review_from_other_count,
    ask_to_other_count,
    ask_from_other_count,
    one_way_share,
    bounce_to_other_count,
    bounce_from_other_count,
    bounce_ratio,
    watched_ask_count,
    served_share,
    greatest(trust.grade, other_trust.grade) as grade,
    list_sort(list_distinct(trust.doubts || other_trust.doubts)) as doubts
from finding
left join quarter_trust as trust on trust.trusted_on = quarter_starts_on and trust.trusted_team = team_id
left join quarter_trust as other_trust
    on other_trust.trusted_on = quarter_starts_on and other_trust.trusted_team = other_team_id
order by quarter_starts_on, team_id, other_team_id
