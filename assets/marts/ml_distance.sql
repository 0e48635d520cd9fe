-- How far teams of machine learning (kind ml) are from users: where their work comes from, how long and through how many hands a
-- user's report takes to them, and whether they bring to users themselves what they make. It is the most that the distance can
-- be: calls, chats and dashboards are in no ticket. Read the whole row; the index says nothing without it.
-- One row per period (each quarter, and all of history) and team of kind ml, zero-filled.
-- key: period, period_starts_on, team_id
-- column period: quarter, or all for all of history
-- column period_starts_on: its first day, in the organization's time zone
-- column is_complete_period: false where it is not over, or began before the history of all sources is complete
-- column team_id: team of kind ml
-- column team_name: what it is called
-- column item_count: tickets that the team first owned in the period; what a status alone brought is left out
-- column customer_origin_count: of these, those that go back to a customer's report, over four links at most
-- column support_origin_count: of these, those that go back to a ticket in what the organization file calls user_facing
-- column product_origin_count: of these, those at whose beginning another team asked
-- column platform_origin_count: of these, those at whose beginning a shared platform asked
-- column self_origin_count: of these, those that a team of kind ml asked for
-- column unknown_origin_count: of these, those at whose beginning nobody is known to have asked, or whose way is longer
-- column is_headline: whether at most 30 % of the origins are unknown: else the shares and the index are null
-- column customer_origin_share: customer_origin_count of item_count
-- column support_origin_share: support_origin_count of item_count
-- column product_origin_share: product_origin_count of item_count
-- column platform_origin_share: platform_origin_count of item_count
-- column self_origin_share: self_origin_count of item_count
-- column unknown_origin_share: unknown_origin_count of item_count
-- column user_item_count: users' reports of the period that reached the team, or are marked for it by a label, a component or the Team field
-- column touched_count: of these, those that somebody of the team acted on, or on what comes from them
-- column over_untouched_count: of these, those that were closed with all that comes from them before anybody of the team did
-- column waiting_count: of these, those that wait for the team still, or when it ended
-- column never_reached_share: part that was over untouched within tau_business_hours (cumulative incidence); null where none could be watched so long
-- column tau_business_hours: the organization file's handoffs.tau_business_hours
-- column user_to_touch_hours_p50: report to first action of the team by the clock, Kaplan-Meier median: what waits counts as waiting
-- column user_to_touch_hours_p50_low: lower end of its 95 percent interval; null under 20 reports or 10 touched ones
-- column user_to_touch_hours_p50_high: upper end of it; null where it is not reached
-- column user_to_touch_business_hours_p50: the same median in the team's working hours
-- column user_to_touch_business_hours_p50_low: lower end of its interval
-- column user_to_touch_business_hours_p50_high: upper end of it
-- column is_user_to_touch_shown: whether at least 10 touched reports stand behind the medians, and they are reached
-- column hops_p50: of the touched ones, median of teams that had the ball, with this one: 2 is one team between
-- column triage_queues_p50: of the touched ones, median of how often nobody had the ball on the way
-- column direct_contact_share: part of user_item_count on which somebody of the team commented on the user's report itself
-- column completed_count: completions of the team in the period that stand
-- column self_ship_share: part of these that the team merged into the product's surface itself, with no later handoff before the release
-- column shipped_count: of these, those whose release is known
-- column ship_hops_p50: of the shipped ones, median of handoffs between the completion and the release
-- column pull_request_count: pull requests whose authors, in the team then, first asked for a review in the period
-- column review_adjacency_share: part of these that another team reviewed that owned the product's surface then; null where no owner is known
-- column surface_pull_request_count: pull requests of other teams that own the product's surface, likewise
-- column reverse_review_share: part of these that somebody of this team reviewed
-- column isolation_index: 1 less the geometric mean of the customers' share (.5 and more counts as 1), self_ship_share and 1/hops_p50; one factor of 0 makes it 1
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with spine as (
    select period.*, team.team_id
    from core.period as period
    inner join (select * from core.team where kind = 'ml') as team
        on team.from_at < period.ends_at and team.to_at > period.starts_at
),
fact as (
    select
        item.team_id,
        item.arrived_at as happened_at,
        source.history_from,
        'item' as kind,
        origin.origin,
        null::boolean as is_so,
        null::integer as hop_count,
        null::integer as queue_count,
        null as outcome
    from flow.ml_item as item
    inner join flow.ml_origin as origin on origin.ticket_number = item.ticket_number
    inner join core.ticket as ticket on ticket.ticket_number = item.ticket_number
    inner join core.source as source on source.source = ticket.source
    where item.is_owned
    union all by name
    select
        report.team_id,
        report.reported_at as happened_at,
        source.history_from,
        'report' as kind,
        report.is_answered as is_so,
        path.hop_count,
        path.queue_count,
        report.outcome
    from flow.ml_report as report
    inner join core.ticket as ticket on ticket.ticket_number = report.report_number
    inner join core.source as source on source.source = ticket.source
    left join flow.ml_report_path as path
        on path.report_number = report.report_number and path.team_id = report.team_id
    union all by name
    select
        done.team_id,
        done.completed_at as happened_at,
        source.history_from,
        'completion' as kind,
        shipment.is_self_shipped as is_so,
        case when shipment.shipped_at is not null then shipment.later_handoff_count end as hop_count
    from flow.completion as done
    left join flow.completion_release as shipment
        on shipment.reach = 'surface' and shipment.ticket_number = done.ticket_number
    inner join core.ticket as ticket on ticket.ticket_number = done.ticket_number
    inner join core.source as source on source.source = ticket.source
    union all by name
    select
        review.team_id,
        review.requested_at as happened_at,
        source.history_from,
        review.direction as kind,
        review.is_reviewed as is_so
    from flow.ml_review as review
    inner join core.source as source on source.source = review.source
),
observed_fact as (
    select
        fact.*,
        period.period,
        case
            when period.period = 'all' then period.first_on
            else date_trunc('quarter', core.local_time(happened_at))::date
        end as period_starts_on
    from fact
    cross join (select period, min(period_starts_on) as first_on from core.period group by period) as period
    where happened_at >= history_from
),
tally as (
    select
        team_id,
        period,
        period_starts_on,
        count(*) filter (where kind = 'item')::bigint as item_count,
        count(*) filter (where origin = 'customer')::bigint as customer_origin_count,
        count(*) filter (where origin = 'support')::bigint as support_origin_count,
        count(*) filter (where origin = 'product')::bigint as product_origin_count,
        count(*) filter (where origin = 'platform')::bigint as platform_origin_count,
        count(*) filter (where origin = 'self')::bigint as self_origin_count,
        count(*) filter (where origin = 'unknown')::bigint as unknown_origin_count,
        count(*) filter (where kind = 'report')::bigint as user_item_count,
        count(*) filter (where outcome = 'picked_up')::bigint as touched_count,
        count(*) filter (where outcome = 'cancelled')::bigint as over_untouched_count,
        count(*) filter (where outcome in ('open', 'dissolved_by_reorg'))::bigint as waiting_count,
        quantile_cont(hop_count, 0.5) filter (where kind = 'report') as hops_p50,
        quantile_cont(queue_count, 0.5) filter (where kind = 'report') as triage_queues_p50,
        avg(is_so::integer) filter (where kind = 'report') as direct_contact_share,
        count(*) filter (where kind = 'completion')::bigint as completed_count,
        avg(is_so::integer) filter (where kind = 'completion') as self_ship_share,
        count(hop_count) filter (where kind = 'completion')::bigint as shipped_count,
        quantile_cont(hop_count, 0.5) filter (where kind = 'completion') as ship_hops_p50,
        count(*) filter (where kind = 'outward')::bigint as pull_request_count,
        avg(is_so::integer) filter (where kind = 'outward') as review_adjacency_share,
        count(*) filter (where kind = 'inward')::bigint as surface_pull_request_count,
        avg(is_so::integer) filter (where kind = 'inward') as reverse_review_share
    from observed_fact
    group by team_id, period, period_starts_on
),
judged_tally as (
    select *, coalesce(10 * unknown_origin_count <= 3 * item_count and item_count > 0, false) as is_headline
    from tally
)
select
    spine.period,
    spine.period_starts_on,
    spine.is_complete as is_complete_period,
    spine.team_id,
    marts.team_name(spine.team_id) as team_name,
    coalesce(tally.item_count, 0) as item_count,
    coalesce(tally.customer_origin_count, 0) as customer_origin_count,
    coalesce(tally.support_origin_count, 0) as support_origin_count,
    coalesce(tally.product_origin_count, 0) as product_origin_count,
    coalesce(tally.platform_origin_count, 0) as platform_origin_count,
    coalesce(tally.self_origin_count, 0) as self_origin_count,
    coalesce(tally.unknown_origin_count, 0) as unknown_origin_count,
    coalesce(tally.is_headline, false) as is_headline,
    case when is_headline then tally.customer_origin_count / tally.item_count end as customer_origin_share,
    case when is_headline then tally.support_origin_count / tally.item_count end as support_origin_share,
    case when is_headline then tally.product_origin_count / tally.item_count end as product_origin_share,
    case when is_headline then tally.platform_origin_count / tally.item_count end as platform_origin_share,
    case when is_headline then tally.self_origin_count / tally.item_count end as self_origin_share,
    tally.unknown_origin_count / nullif(tally.item_count, 0) as unknown_origin_share,
    coalesce(tally.user_item_count, 0) as user_item_count,
    coalesce(tally.touched_count, 0) as touched_count,
    coalesce(tally.over_untouched_count, 0) as over_untouched_count,
    coalesce(tally.waiting_count, 0) as waiting_count,
    business.cancelled_by_tau as never_reached_share,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours,
    wall.p50 as user_to_touch_hours_p50,
    wall.p50_low as user_to_touch_hours_p50_low,
    wall.p50_high as user_to_touch_hours_p50_high,
    business.p50 as user_to_touch_business_hours_p50,
    business.p50_low as user_to_touch_business_hours_p50_low,
    business.p50_high as user_to_touch_business_hours_p50_high,
    coalesce(wall.picked_up_count >= 10 and wall.p50 is not null, false) as is_user_to_touch_shown,
    tally.hops_p50,
    tally.triage_queues_p50,
    tally.direct_contact_share,
    coalesce(tally.completed_count, 0) as completed_count,
    tally.self_ship_share,
    coalesce(tally.shipped_count, 0) as shipped_count,
    tally.ship_hops_p50,
    coalesce(tally.pull_request_count, 0) as pull_request_count,
    tally.review_adjacency_share,
    coalesce(tally.surface_pull_request_count, 0) as surface_pull_request_count,
    tally.reverse_review_share,
    1 - cbrt(least(customer_origin_share / 0.5, 1) * tally.self_ship_share / tally.hops_p50)
        as isolation_index,
    trust.grade,
    trust.doubts
from spine
cross join core.organization as o
left join judged_tally as tally
    on tally.team_id = spine.team_id and tally.period = spine.period
    and tally.period_starts_on = spine.period_starts_on
left join flow.ml_report_wait as wall
    on wall.clock = 'wall' and wall.team_id = spine.team_id and wall.period = spine.period
    and wall.period_starts_on = spine.period_starts_on
left join flow.ml_report_wait as business
    on business.clock = 'business' and business.team_id = spine.team_id and business.period = spine.period
    and business.period_starts_on = spine.period_starts_on
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.team_id = spine.team_id and trust.period = spine.period
    and case trust.period when 'quarter' then trust.period_starts_on end
    is not distinct from case spine.period when 'quarter' then spine.period_starts_on end
order by spine.period, spine.period_starts_on, spine.team_id
