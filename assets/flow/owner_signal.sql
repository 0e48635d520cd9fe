-- Who has the ball by the ladder (metrics: ownership), for each state of a ticket, cut also where the assignee changes
-- team and where what teams own changes hands: such a cut relabels, and never hands off. A value of the Team field means the
-- team that had that name when it was set. The rung that decided is kept as evidence. Half-open; to_at null lasts.
-- One row per ticket and stretch in which nothing that decides ownership changed.
-- key: source, ticket_id, from_at
with state as (
    select
        state.* exclude (reporter),
        ticket.reporter,
        ticket.created_at,
        -- GitHub compares names of repositories without regard to case, and so does what a team owns.
        case
            when contains(state.key, '#') then lower(regexp_extract(state.key, '^(.+)#\d+$', 1))
            else regexp_extract(state.key, '^(.+)-\d+$', 1)
        end as project_key
    from core.ticket_state as state
    inner join core.ticket as ticket on ticket.source = state.source and ticket.ticket_id = state.ticket_id
    where state.to_at is null or state.to_at > state.from_at
),
labelled as (
    select state.source, state.ticket_id, state.from_at, state.to_at, state.project_key, 'component' as kind,
        held.component as value
    from state
    inner join core.ticket_component as held
        on held.source = state.source and held.ticket_id = state.ticket_id
        and held.from_at < coalesce(state.to_at, 'infinity'::timestamp) and held.to_at > state.from_at
    union all
    select state.source, state.ticket_id, state.from_at, state.to_at, '', 'label', held.label
    from state
    inner join core.ticket_label as held
        on held.source = state.source and held.ticket_id = state.ticket_id
        and held.from_at < coalesce(state.to_at, 'infinity'::timestamp) and held.to_at > state.from_at
),
named as (
    from labelled
    union all
    select source, ticket_id, from_at, to_at, '', 'project', project_key from state
    union all
    select source, ticket_id, from_at, to_at, '', 'team_value', team_value from state
    union all
    select source, ticket_id, from_at, to_at, '', 'team_value', team_value_id from state
    union all
    select state.source, ticket_id, from_at, to_at, '', 'status', status.name
    from state
    inner join core.status as status
        on status.source = state.source and status.status_id = state.status_id
),
turning as (
    select kind, project_key, value, from_at as cut_at from core.team_claim where isfinite(from_at)
    union
    select kind, project_key, value, to_at from core.team_claim where isfinite(to_at)
),
bound as (
    select person_id, from_at as cut_at from core.team_member where isfinite(from_at)
    union
    select person_id, to_at from core.team_member where isfinite(to_at)
),
requester as (
    select distinct
        state.source, state.ticket_id, account.person_id, member.team_id, team.to_at as ends_at
    from state
    left join core.account as account
        on account.source = state.source and account.account_id = state.reporter and account.kind = 'human'
    left join core.team_member as member
        on member.person_id = account.person_id
        and state.created_at >= member.from_at and state.created_at < member.to_at
    left join core.team as team on team.team_id = member.team_id
),
turn as (
    select named.source, named.ticket_id, named.from_at, named.to_at, turning.cut_at
    from named
    inner join turning
        on turning.kind = named.kind and turning.project_key = named.project_key and turning.value = named.value
    union
    select state.source, state.ticket_id, state.from_at, state.to_at, bound.cut_at
    from state
    inner join core.account as account
        on account.source = state.source and account.account_id = state.assignee
    inner join bound on bound.person_id = account.person_id
    union
    select state.source, state.ticket_id, state.from_at, state.to_at, requester.ends_at
    from state
    inner join requester on requester.source = state.source and requester.ticket_id = state.ticket_id
    where requester.ends_at is not null
),
cut as (
    select * exclude (from_at, to_at), from_at, false as is_relabel
    from state
    union all
    select state.* exclude (from_at, to_at), turn.cut_at, true
    from turn
    inner join state
        on state.source = turn.source and state.ticket_id = turn.ticket_id and state.from_at = turn.from_at
    where
        turn.cut_at > turn.from_at and turn.cut_at < coalesce(turn.to_at, (select as_of from core.run))
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
        and stretch.from_at >= claim.from_at and stretch.from_at < claim.to_at
    group by all
),
label as (
    select stretch.source, stretch.ticket_id, stretch.from_at, min_by(claim.team_id, held.label) as team_id
    from stretch
    inner join core.ticket_label as held
        on held.source = stretch.source and held.ticket_id = stretch.ticket_id
        and stretch.from_at >= held.from_at and stretch.from_at < held.to_at
    inner join core.team_claim as claim
        on claim.kind = 'label' and claim.value = held.label
        and stretch.from_at >= claim.from_at and stretch.from_at < claim.to_at
    group by all
),
-- A value that only one team has ever had means that team at any time: Jira shows today's name where none was recorded.
team_value as (
    select value, case when count(distinct team_id) = 1 then any_value(team_id) end as only_team
    from core.team_claim
    where kind = 'team_value'
    group by value
),
valued as (
    select stretch.*, coalesce(by_id.value, by_text.value) as claimed, coalesce(by_id.only_team, by_text.only_team) as only_team
    from stretch
    left join team_value as by_id on by_id.value = stretch.team_value_id
    left join team_value as by_text on by_text.value = stretch.team_value
),
signal as (
    select
        stretch.* exclude (claimed, only_team),
        status.is_work,
        status.is_todo,
        coalesce(status.is_done, false) as is_done,
        case status.owner
            when 'requester' then case
                when requester.team_id is null then 'CUSTOMER'
                when stretch.from_at < coalesce(requester.ends_at, 'infinity'::timestamp) then requester.team_id
                else coalesce(requester_heir.heir_id, requester_now.team_id)
            end
            when 'customer' then 'CUSTOMER'
            else by_status.team_id
        end as by_status,
        case
            when stretch.from_at < coalesce(team_then.to_at, 'infinity'::timestamp) and team_then.team_id is not null
                then team_then.team_id
            else coalesce(heir.heir_id, value_now.team_id, case when value_then.team_id is null then only_team end)
        end as by_team,
        member.team_id as by_assignee,
        component.team_id as by_component,
        label.team_id as by_label,
        by_project.team_id as by_project
    from valued as stretch
    left join core.status as status
        on status.source = stretch.source and status.status_id = stretch.status_id
    left join core.team_claim as by_status
        on by_status.kind = 'status' and by_status.value = status.name
        and stretch.from_at >= by_status.from_at and stretch.from_at < by_status.to_at
    left join requester on requester.source = stretch.source and requester.ticket_id = stretch.ticket_id
    left join core.team_heir as requester_heir
        on requester_heir.team_id = requester.team_id
        and stretch.from_at >= requester_heir.from_at and stretch.from_at < requester_heir.to_at
    left join core.team_member as requester_now
        on requester_now.person_id = requester.person_id
        and stretch.from_at >= requester_now.from_at and stretch.from_at < requester_now.to_at
    left join core.team_claim as value_then
        on value_then.kind = 'team_value' and value_then.value = stretch.claimed
        and stretch.team_named_at >= value_then.from_at and stretch.team_named_at < value_then.to_at
    left join core.team as team_then on team_then.team_id = value_then.team_id
    left join core.team_heir as heir
        on heir.team_id = value_then.team_id
        and stretch.from_at >= heir.from_at and stretch.from_at < heir.to_at
    left join core.team_claim as value_now
        on value_now.kind = 'team_value' and value_now.value = stretch.claimed
        and stretch.from_at >= value_now.from_at and stretch.from_at < value_now.to_at
    left join core.account as account
        on account.source = stretch.source and account.account_id = stretch.assignee
    left join core.team_member as member
        on member.person_id = account.person_id
        and stretch.from_at >= member.from_at and stretch.from_at < member.to_at
    left join component
        on component.source = stretch.source and component.ticket_id = stretch.ticket_id
        and component.from_at = stretch.from_at
    left join label
        on label.source = stretch.source and label.ticket_id = stretch.ticket_id
        and label.from_at = stretch.from_at
    left join core.team_claim as by_project
        on by_project.kind = 'project' and by_project.value = stretch.project_key
        and stretch.from_at >= by_project.from_at and stretch.from_at < by_project.to_at
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
                        when 'label' then by_label
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
    by_team as team_by_field,
    by_assignee as team_by_assignee,
    case when not is_relabel then change_id end as change_id,
    case when not is_relabel then account_id end as account_id,
    status_id,
    coalesce(is_work, false) as is_work,
    coalesce(is_todo, false) as is_todo,
    is_done,
    resolution,
    points
from decided
