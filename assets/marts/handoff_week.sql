-- Handoffs by the week of their release: how many, what became of them, and the median wait with the open ones counted
-- as the waits that they are (Kaplan-Meier), so that the newest weeks do not look better than they are.
-- Weeks before the history of all sources is complete have no rows.
-- One row per release week, pair of teams and kind; a pair without handoffs in a week has none.
-- key: week_starts_on, from_team, to_team, kind
-- column week_starts_on: Monday of the release week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week
-- column from_team: team that released
-- column from_team_name: what that is called
-- column to_team: team that was to act next; UNOWNED where it still lies in triage
-- column to_team_name: what that is called
-- column kind: how the ball moved: transfer, transfer_via_triage, request, dependency, delivery or review
-- column handoff_count: handoffs released in the week
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
select
    counted.week_starts_on,
    week.iso_week,
    week.is_complete_week,
    counted.from_team,
    marts.team_name(counted.from_team) as from_team_name,
    counted.to_team,
    marts.team_name(counted.to_team) as to_team_name,
    counted.* exclude (week_starts_on, from_team, to_team, is_platform),
    wall.median_hours as wait_hours_p50,
    business.median_hours as wait_business_hours_p50,
    counted.picked_up_count >= 10 as is_median_shown,
    trust.grade,
    trust.doubts
from flow.handoff_cohort as counted
inner join core.week as week on week.week_starts_on = counted.week_starts_on and week.is_observed
left join flow.wait_median as wall
    on wall.population = 'handoff' and wall.clock = 'wall'
    and wall.week_starts_on = counted.week_starts_on and wall.from_team = counted.from_team
    and wall.to_team = counted.to_team and wall.kind = counted.kind
left join flow.wait_median as business
    on business.population = 'handoff' and business.clock = 'business'
    and business.week_starts_on = counted.week_starts_on and business.from_team = counted.from_team
    and business.to_team = counted.to_team and business.kind = counted.kind
left join flow.team_trust as trust
    on trust.population = 'handoff' and trust.period = 'week'
    and trust.period_starts_on = counted.week_starts_on and trust.team_id = counted.to_team
order by counted.week_starts_on, counted.from_team, counted.to_team, counted.kind
