-- Shared platforms as the exception: how teams serve those that ask them, how many ask, and whether a team looks like a platform.
-- Nothing here decides: is_candidate and is_doubtful are for a human to confirm, in the organization file's platform_shared.
-- What is asked are handoffs of tickets to a team that had not had their chain before: requests, transfers and
-- dependencies; not reviews, and not what comes back.
-- One row per period (each quarter, and all of history) and team, zero-filled.
-- key: period, period_starts_on, team_id
-- column period: quarter, or all for all of history
-- column period_starts_on: its first day, in the organization's time zone
-- column is_complete_period: false where it is not over, or began before the history of all sources is complete
-- column team_id: team that is asked
-- column team_name: what it is called
-- column is_platform: whether the organization file says that it is a shared platform (platform_shared)
-- column demand_pattern: what the detector says: platform, few teams ask, asks others too, or too few requests (under 20)
-- column is_candidate: whether it looks like a platform and is none by the organization file
-- column is_doubtful: whether it is one by the file and does not look like it, or one team asks for more than half; null with too few requests
-- column inbound_count: requests of other teams to it
-- column outbound_count: its requests to other teams
-- column inbound_share: inbound_count of both: a platform's is above .8
-- column requester_count: teams that asked
-- column demand_breadth_share: as how many equal requesters those that asked count (exp of the entropy), of all other teams: a platform's is above .55
-- column largest_requester_team: the team that asked most
-- column largest_requester_team_name: what that is called
-- column largest_requester_share: its part of inbound_count
-- column bounce_count: tickets that the team sent straight back
-- column bounce_share: bounce_count of the tickets that were handed to it
-- column request_count: tickets that other teams asked for and that first came to the team in the period
-- column done_count: of these, completed by the team by as_of, and not reopened
-- column done_p85_hours: request to completion by the clock, Kaplan-Meier 85th percentile: what is open counts as waiting
-- column done_p85_business_hours: the same in the team's working hours
-- column is_p85_shown: whether at least 10 completions stand behind the percentiles, and they are reached
-- column promised_business_hours: what the team's service_level promises for the completion; null where it promises nothing
-- column promised_share: for this part of the requests
-- column attainment_share: part that was done within that (Kaplan-Meier); null until all could be watched for so long
-- column is_attainment_shown: whether it is known, and at least 10 requests met or missed the promise
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with spine as (
    select period.*, team.team_id, team.is_platform_shared
    from core.period as period
    inner join (select * from core.team where not is_pseudo) as team
        on team.from_at < period.ends_at and team.to_at > period.starts_at
),
team_total as (
    select period, period_starts_on, count(*) as team_count
    from spine
    group by period, period_starts_on
),
observed_handoff as (
    select
        handoff.from_team,
        handoff.to_team,
        handoff.role,
        handoff.kind,
        period.period,
        period.period_starts_on
    from flow.handoff as handoff
    inner join core.period as period
        on handoff.released_at >= period.starts_at and handoff.released_at < period.ends_at
    where handoff.is_observed and handoff.kind <> 'review' and handoff.to_team is not null
),
request as (
    select period, period_starts_on, from_team, to_team, count(*) as request_count
    from observed_handoff
    where role = 'first'
    group by all
),
demand_share as (
    select
        *,
        request_count / sum(request_count) over (partition by period, period_starts_on, to_team) as share
    from request
),
inbound as (
    select
        period,
        period_starts_on,
        to_team as team_id,
        sum(request_count)::bigint as inbound_count,
        count(*)::bigint as requester_count,
        -- The last digits of a sum depend on its order, and those of a logarithm on who takes it.
        round(exp(-sum(share * ln(share))), 9) as equal_requester_count,
        arg_max(from_team, (request_count, from_team)) as largest_requester_team,
        max(share) as largest_requester_share
    from demand_share
    group by all
),
outbound as (
    select period, period_starts_on, from_team as team_id, sum(request_count)::bigint as outbound_count
    from request
    group by all
),
ticket_inflow as (
    select period, period_starts_on, to_team as team_id, count(*) as handed_count
    from observed_handoff
    where kind in ('transfer', 'transfer_via_triage', 'request')
    group by all
),
bounced as (
    select period, period_starts_on, from_team as team_id, count(*)::bigint as bounce_count
    from observed_handoff
    where role = 'bounce'
    group by all
),
figure as (
    select
        spine.period,
        spine.period_starts_on,
        spine.is_complete,
        spine.team_id,
        spine.is_platform_shared,
        coalesce(inbound.inbound_count, 0) as inbound_count,
        coalesce(outbound.outbound_count, 0) as outbound_count,
        coalesce(inbound.inbound_count, 0)
        / nullif(coalesce(inbound.inbound_count, 0) + coalesce(outbound.outbound_count, 0), 0)
            as inbound_share,
        coalesce(inbound.requester_count, 0) as requester_count,
        inbound.equal_requester_count / nullif(team_total.team_count - 1, 0) as demand_breadth_share,
        inbound.largest_requester_team,
        inbound.largest_requester_share,
        coalesce(bounced.bounce_count, 0) as bounce_count,
        coalesce(bounced.bounce_count, 0) / ticket_inflow.handed_count as bounce_share,
        case
            when coalesce(inbound.inbound_count, 0) < 20 then 'too few requests'
            when demand_breadth_share <= 0.55 then 'few teams ask'
            when inbound_share <= 0.8 then 'asks others too'
            else 'platform'
        end as demand_pattern
    from spine
    inner join team_total using (period, period_starts_on)
    left join inbound using (period, period_starts_on, team_id)
    left join outbound using (period, period_starts_on, team_id)
    left join ticket_inflow using (period, period_starts_on, team_id)
    left join bounced using (period, period_starts_on, team_id)
)
select
    figure.period,
    figure.period_starts_on,
    figure.is_complete as is_complete_period,
    figure.team_id,
    marts.team_name(figure.team_id) as team_name,
    figure.is_platform_shared as is_platform,
    figure.demand_pattern,
    figure.demand_pattern = 'platform' and not figure.is_platform_shared as is_candidate,
    case
        when figure.demand_pattern <> 'too few requests'
            then figure.is_platform_shared
                and (figure.demand_pattern <> 'platform' or figure.largest_requester_share > 0.5)
    end as is_doubtful,
    figure.inbound_count,
    figure.outbound_count,
    figure.inbound_share,
    figure.requester_count,
    figure.demand_breadth_share,
    figure.largest_requester_team,
    marts.team_name(figure.largest_requester_team) as largest_requester_team_name,
    figure.largest_requester_share,
    figure.bounce_count,
    figure.bounce_share,
    coalesce(level.arrival_count, 0) as request_count,
    coalesce(level.ended_count, 0) as done_count,
    level.p85_hours as done_p85_hours,
    level.p85_business_hours as done_p85_business_hours,
    coalesce(level.ended_count >= 10 and level.p85_business_hours is not null, false) as is_p85_shown,
    level.promised_business_hours,
    case when level.promised_business_hours is not null then level.promised_share end as promised_share,
    level.attainment_share,
    coalesce(level.attainment_share is not null and level.met_count + level.missed_count >= 10, false)
        as is_attainment_shown,
    trust.grade,
    trust.doubts
from figure
left join flow.request_level as level using (period, period_starts_on, team_id)
left join flow.team_trust as trust
    on trust.population = 'handoff' and trust.team_id = figure.team_id and trust.period = figure.period
    and case trust.period when 'quarter' then trust.period_starts_on end
    is not distinct from case figure.period when 'quarter' then figure.period_starts_on end
order by figure.period, figure.period_starts_on, figure.team_id
