-- Handoffs by pair of teams over all of history, all kinds together: how many, what became of them, and the median wait
-- with the open ones counted as the waits that they are (Kaplan-Meier). What ended before the history of its source is
-- complete is left out; what was waiting then counts from there on.
-- One row per pair of teams.
-- key: from_team, to_team
-- column from_team: team that released
-- column from_team_name: what that is called
-- column to_team: team that was to act next; UNOWNED where it still lies in triage
-- column to_team_name: what that is called
-- column is_platform: whether one of the two is a shared platform team, a legitimate receiver of work
-- column handoff_count: handoffs between them
-- column picked_up_count: of these, picked up by as_of
-- column open_count: of these, still waiting at as_of
-- column returned_count: of these, gone back untouched
-- column forwarded_count: of these, gone on to a third team untouched
-- column cancelled_count: of these, closed before anybody touched them
-- column closed_by_automation_count: of these, completed by a bot, or by an agent for nobody that is known, before anybody touched them
-- column dissolved_count: of these, ended because a reorganization made giver and receiver one team
-- column bounce_count: of these, themselves the second half of a reversal
-- column wait_hours_p50: Kaplan-Meier median of the wait, wall clock; null where more than half still wait
-- column wait_business_hours_p50: the same in working hours of the receiving team
-- column is_median_shown: whether at least 10 pickups stand behind the median; below that, do not put it on a slide
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with pair as (
    select from_team, to_team, bool_or(is_platform) as is_platform, sum(columns('_count$'))::bigint
    from flow.handoff_cohort
    group by from_team, to_team
)
select
    pair.from_team,
    marts.team_name(pair.from_team) as from_team_name,
    pair.to_team,
    marts.team_name(pair.to_team) as to_team_name,
    pair.* exclude (from_team, to_team),
    wall.median_hours as wait_hours_p50,
    business.median_hours as wait_business_hours_p50,
    pair.picked_up_count >= 10 as is_median_shown,
    trust.grade,
    trust.doubts
from pair
left join flow.pair_median as wall
    on wall.clock = 'wall' and wall.from_team = pair.from_team and wall.to_team = pair.to_team
left join flow.pair_median as business
    on business.clock = 'business' and business.from_team = pair.from_team and business.to_team = pair.to_team
left join flow.team_trust as trust
    on trust.population = 'handoff' and trust.period = 'all' and trust.team_id = pair.to_team
order by pair.from_team, pair.to_team
