-- Who has the ball by the ladder (metrics: ownership), for each state of a ticket, cut also where the assignee changes
-- team and where what teams own changes hands: such a cut relabels, and never hands off. A value of the Team field means the
-- team that had that name when it was set. The rung that decided is kept as evidence, and the teams of Team field and
-- assignee where they disagree. Half-open; infinite while it lasts.
-- One row per ticket and stretch in which nothing that decides ownership changed.
-- key: ticket_number, from_at
with state as not materialized (
    select * from core.ticket_state
    where to_at > from_at
),
ordered_cut as (
    select
        ticket_number, from_at, cut_at,
        coalesce(lead(cut_at) over (partition by ticket_number, from_at order by cut_at), to_at) as next_at
    from flow.relabel_cut
    where cut_at > from_at and cut_at < least(to_at, core.as_of())
),
stretch as (
    select state.* exclude (to_at), coalesce(first_cut.first_at, state.to_at) as to_at, false as is_relabel
    from state
    left join
        (select ticket_number, from_at, min(cut_at) as first_at from ordered_cut group by all) as first_cut
        on first_cut.ticket_number = state.ticket_number and first_cut.from_at = state.from_at
    union all by name
    select
        state.* exclude (from_at, to_at),
        ordered_cut.cut_at as from_at,
        ordered_cut.next_at as to_at,
        true as is_relabel
    from ordered_cut
    inner join state
        on state.ticket_number = ordered_cut.ticket_number and state.from_at = ordered_cut.from_at
),
tag_owner as (
    select
        stretch.ticket_number, stretch.from_at,
        min_by(tag.team_id, tag.value) filter (where tag.kind = 'component') as by_component,
        min_by(tag.team_id, tag.value) filter (where tag.kind = 'label') as by_label
    from stretch
    inner join (
        select
            tag.ticket_number, tag.kind, tag.value, claim.project_key, claim.team_id,
            greatest(tag.from_at, claim.from_at) as from_at,
            least(tag.to_at, claim.to_at) as to_at
        from core.ticket_tag as tag
        inner join core.team_claim as claim on claim.kind = tag.kind and claim.value = tag.value
    ) as tag
        on tag.ticket_number = stretch.ticket_number
        and stretch.from_at >= tag.from_at and stretch.from_at < tag.to_at
    where tag.kind = 'label' or tag.project_key = stretch.project_word
    group by all
),
-- A value that only one team has ever had means that team at any time: Jira shows today's name where none was recorded.
team_value as (
    select value, case when count(distinct team_id) = 1 then any_value(team_id) end as only_team
    from core.team_claim
    where kind = 'team_value'
    group by value
),
team_reading as (
    select
        stretch.*,
        coalesce(by_id.value, by_text.value, by_word.value) as claimed,
        coalesce(by_id.only_team, by_text.only_team, by_word.only_team) as only_team
    from stretch
    left join team_value as by_id on by_id.value = stretch.team_value_id
    left join team_value as by_text on by_text.value = stretch.team_value
    left join team_value as by_word on by_word.value = stretch.team_word
),
rung_owner as (
    select
        stretch.* exclude (claimed, only_team),
        status.is_work,
        status.is_todo,
        coalesce(status.is_done, false) as is_done,
        case status.owner
            when 'requester'
                then case
                        when ticket_requester.team_id is null then core.customer()
                        when
                            stretch.from_at < ticket_requester.ends_at
                            then ticket_requester.team_id
                        else coalesce(requester_heir.heir_id, requester_now.team_id)
                    end
            when 'customer' then core.customer()
            else by_status.team_id
        end as by_status,
        case
            when stretch.from_at < team_then.to_at
                and team_then.team_id is not null
                then team_then.team_id
            else coalesce(
                    heir.heir_id, value_now.team_id, case when value_then.team_id is null then only_team end
                )
        end as by_team,
        member.team_id as by_assignee,
        tag_owner.by_component,
        tag_owner.by_label,
        by_project.team_id as by_project
    from team_reading as stretch
    left join core.status as status
        on status.source = stretch.source and status.status_id = stretch.status_id
    left join core.team_claim as by_status
        on by_status.kind = 'status' and by_status.value = status.file_name
        and stretch.from_at >= by_status.from_at and stretch.from_at < by_status.to_at
    left join flow.reporter_team as ticket_requester
        on ticket_requester.ticket_number = case status.owner when 'requester' then stretch.ticket_number end
    left join core.team_heir as requester_heir
        on requester_heir.team_id = ticket_requester.team_id
        and stretch.from_at >= requester_heir.from_at and stretch.from_at < requester_heir.to_at
    left join core.team_member as requester_now
        on requester_now.person_id = ticket_requester.person_id
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
    left join core.account_team as member
        on member.source = stretch.source and member.account_id = stretch.holder
        and stretch.from_at >= member.from_at and stretch.from_at < member.to_at
    left join tag_owner
        on tag_owner.ticket_number = stretch.ticket_number
        and tag_owner.from_at = stretch.from_at
    left join core.team_claim as by_project
        on by_project.kind = 'project' and by_project.value = stretch.project_word
        and stretch.from_at >= by_project.from_at and stretch.from_at < by_project.to_at
),
-- The place of each rung on the ladder; null where it is not on it.
ladder as (
    select
        ladder as rungs,
        list_position(ladder, 'status') as status_place,
        list_position(ladder, 'team') as team_place,
        list_position(ladder, 'assignee') as assignee_place,
        list_position(ladder, 'component') as component_place,
        list_position(ladder, 'label') as label_place,
        list_position(ladder, 'project') as project_place
    from core.organization
),
decision as (
    select
        rung_owner.*,
        ladder.*,
        least(
            case when by_status is not null then ladder.status_place end,
            case when by_team is not null then ladder.team_place end,
            case when by_assignee is not null then ladder.assignee_place end,
            case when by_component is not null then ladder.component_place end,
            case when by_label is not null then ladder.label_place end,
            case when by_project is not null then ladder.project_place end
        ) as place
    from rung_owner
    cross join ladder
)
select
    ticket_number,
    from_at,
    to_at,
    case place
        when status_place then by_status
        when team_place then by_team
        when assignee_place then by_assignee
        when component_place then by_component
        when label_place then by_label
        when project_place then by_project
        else core.unowned()
    end as owner,
    coalesce(rungs[place], 'none') as rung,
    is_relabel,
    case when by_team <> by_assignee then by_team end as team_by_field,
    case when by_team <> by_assignee then by_assignee end as team_by_assignee,
    coalesce(is_work, false) as is_work,
    coalesce(is_todo, false) as is_todo,
    is_done,
    points
from decision
