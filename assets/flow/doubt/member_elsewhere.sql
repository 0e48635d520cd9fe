-- Members who mostly work for another team than the organization file puts them in: of the tickets that they changed in
-- projects of some team, more than half are in those of one other team. Either the file is wrong about them, and then whatever
-- they did counts for the wrong team, or they help out, and the file should say so. Of fewer than 20 tickets nothing is said.
-- One row per person and stay in a team.
-- key: person_id, team_id, from_at
with changed_ticket as (
    select source, account_id, ticket_number, project_word, min(from_at) as changed_at
    from core.ticket_state
    where change_id is not null and account_id is not null and from_at <= core.as_of()
    group by source, account_id, ticket_number, project_word
),
stay_ticket as (
    select distinct
        stay.person_id, stay.team_id, stay.from_at, stay.to_at,
        claim.team_id as project_team, changed.source, changed.ticket_number
    from changed_ticket as changed
    inner join core.account_team as stay
        on stay.source = changed.source and stay.account_id = changed.account_id
        and changed.changed_at >= stay.from_at and changed.changed_at < stay.to_at
    inner join core.team_claim as claim
        on claim.kind = 'project' and claim.value = changed.project_word
        and changed.changed_at >= claim.from_at and changed.changed_at < claim.to_at
),
project_count as (
    select person_id, team_id, from_at, to_at, project_team, count(*) as ticket_count
    from stay_ticket
    group by all
)
select
    person_id,
    team_id,
    from_at,
    any_value(to_at) as to_at,
    arg_max(project_team, (ticket_count, project_team)) as other_team_id,
    max(ticket_count) as other_ticket_count,
    sum(ticket_count)::bigint as ticket_count
from project_count
group by person_id, team_id, from_at
having
    sum(ticket_count) >= 20
    and max(ticket_count) > sum(ticket_count) / 2
    and arg_max(project_team, (ticket_count, project_team)) <> team_id
