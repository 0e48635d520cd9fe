-- Who has the ball by the ladder (metrics: ownership), for each state of a ticket, cut also where the assignee changes
-- team: such a cut relabels, and never hands off. The rung that decided is kept as evidence. Half-open; to_at null lasts.
-- One row per ticket and stretch in which nothing that decides ownership changed.
-- key: source, ticket_id, from_at
with state as (
    select
        state.* exclude (reporter),
        ticket.reporter,
        ticket.created_at,
        regexp_extract(state.key, '^(.+)-\d+$', 1) as project_key
    from core.ticket_state as state
    inner join core.ticket as ticket on ticket.source = state.source and ticket.ticket_id = state.ticket_id
    where state.to_at is null or state.to_at > state.from_at
),
bound as (
    select person_id, from_at as cut_at from core.team_member
    union
    select person_id, to_at from core.team_member
),
cut as (
    select * exclude (from_at, to_at), from_at, false as is_relabel
    from state
    union all
    select state.* exclude (from_at, to_at), bound.cut_at, true
    from state
    inner join core.account as account
        on account.source = state.source and account.account_id = state.assignee
    inner join bound on bound.person_id = account.person_id
    where
        bound.cut_at > state.from_at
        and bound.cut_at < coalesce(state.to_at, (select as_of from core.run))
        and isfinite(bound.cut_at)
),
stretch as (
    select *, lead(from_at) over (partition by source, ticket_id order by from_at) as to_at
    from cut
),
component as (
    select stretch.source, stretch.ticket_id, stretch.from_at, min_by(claim.team_id, held.component) as team_id
    from stretch
    inner join core.ticket_component as held
        on held.source = stretch.source and held.ticket_id = stretch.ticket_id
        and stretch.from_at >= held.from_at and stretch.from_at < held.to_at
    inner join core.team_claim as claim
        on claim.kind = 'component' and claim.project_key = stretch.project_key
        and claim.value = held.component
    group by all
),
requester as (
    select distinct state.source, state.ticket_id, coalesce(member.team_id, 'CUSTOMER') as team_id
    from state
    left join core.account as account
        on account.source = state.source and account.account_id = state.reporter and account.kind = 'human'
    left join core.team_member as member
        on member.person_id = account.person_id
        and state.created_at >= member.from_at and state.created_at < member.to_at
),
signal as (
    select
        stretch.*,
        status.is_work,
        status.is_todo,
        coalesce(status.is_done, false) as is_done,
        case status.owner
            when 'requester' then requester.team_id
            when 'customer' then 'CUSTOMER'
            else status.owner
        end as by_status,
        by_value.team_id as by_team,
        member.team_id as by_assignee,
        component.team_id as by_component,
        by_project.team_id as by_project
    from stretch
    left join core.status as status
        on status.source = stretch.source and status.status_id = stretch.status_id
    left join requester on requester.source = stretch.source and requester.ticket_id = stretch.ticket_id
    left join core.team_claim as by_value
        on by_value.kind = 'team_value'
        and by_value.value = coalesce(
            (
                select any_value(claim.value) from core.team_claim as claim
                where claim.kind = 'team_value' and claim.value = stretch.team_value_id
            ),
            stretch.team_value
        )
    left join core.account as account
        on account.source = stretch.source and account.account_id = stretch.assignee
    left join core.team_member as member
        on member.person_id = account.person_id
        and stretch.from_at >= member.from_at and stretch.from_at < member.to_at
    left join component
        on component.source = stretch.source and component.ticket_id = stretch.ticket_id
        and component.from_at = stretch.from_at
    left join core.team_claim as by_project
        on by_project.kind = 'project' and by_project.value = stretch.project_key
),
decided as (
    select
        signal.*,
        list_filter(
            list_transform(
                o.ladder,
                lambda r: struct_pack(
                    rung := r,
                    owner := case r
                        when 'status' then by_status
                        when 'team' then by_team
                        when 'assignee' then by_assignee
                        when 'component' then by_component
                        when 'project' then by_project
                    end
                )
            ),
            lambda found: found.owner is not null
        )[1] as decision
    from signal
    cross join core.organization as o
)
select
    source,
    ticket_id,
    from_at,
    to_at,
    coalesce(decision.owner, 'UNOWNED') as owner,
    coalesce(decision.rung, 'none') as rung,
    is_relabel,
    case when not is_relabel then change_id end as change_id,
    case when not is_relabel then account_id end as account_id,
    status_id,
    coalesce(is_work, false) as is_work,
    coalesce(is_todo, false) as is_todo,
    is_done,
    resolution,
    points
from decided
