-- Where a state of a ticket is cut although nobody touched the ticket: what a team owns changes hands, the assignee changes
-- team, or the team that asked for it ends. from_at and to_at are the state's.
-- One row per ticket, state and cut.
-- view: flow.owner_signal
with state as not materialized (
    select * from core.ticket_state
    where to_at > from_at
),
held_thing as (
    select
        state.ticket_number, state.from_at, state.to_at,
        case tag.kind when 'component' then state.project_word else '' end as project_key,
        tag.kind, tag.value
    from state
    inner join core.ticket_tag as tag
        on tag.ticket_number = state.ticket_number
        and tag.from_at < state.to_at and tag.to_at > state.from_at
    union all
    select ticket_number, from_at, to_at, '', 'project', project_word from state
    union all
    select ticket_number, from_at, to_at, '', 'team_value', team_value from state
    union all
    select ticket_number, from_at, to_at, '', 'team_value', team_value_id from state
    union all
    select ticket_number, from_at, to_at, '', 'team_value', team_word from state
    union all
    select ticket_number, from_at, to_at, '', 'status', status_word from state
),
claim_edge as (
    select kind, project_key, value, from_at as cut_at from core.team_claim where isfinite(from_at)
    union
    select kind, project_key, value, to_at from core.team_claim where isfinite(to_at)
),
stint_edge as (
    select person_id, from_at as cut_at from core.team_member where isfinite(from_at)
    union
    select person_id, to_at from core.team_member where isfinite(to_at)
)
select held_thing.ticket_number, held_thing.from_at, held_thing.to_at, claim_edge.cut_at
from held_thing
inner join claim_edge
    on claim_edge.kind = held_thing.kind
    and claim_edge.project_key = held_thing.project_key
    and claim_edge.value = held_thing.value
union
select state.ticket_number, state.from_at, state.to_at, stint_edge.cut_at
from state
inner join core.account as account
    on account.source = state.source and account.account_id = state.holder
inner join stint_edge on stint_edge.person_id = account.person_id
union
select state.ticket_number, state.from_at, state.to_at, reporter.ends_at
from state
inner join core.status as status
    on status.source = state.source and status.status_id = state.status_id and status.owner = 'requester'
inner join flow.reporter_team as reporter on reporter.ticket_number = state.ticket_number
where isfinite(reporter.ends_at)
