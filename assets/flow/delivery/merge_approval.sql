-- Whether a pull request was merged without another team: is_independent is false where a human of another team than the
-- author's (at the merge) approved it before that, or a human of one, or an agent for one, merged it. Null where nobody knows the
-- author's team, or the team of somebody who approved or merged it. Bots and agents approve nothing, and what a bot merges, or an
-- agent for nobody that is known, needs no other team.
-- One row per merged pull request.
-- key: source, pull_request_id
with approval as (
    select
        event.source, event.pull_request_id, event.event_id, event.kind as event_kind, event.account_id,
        account.kind, event.happened_at
    from core.pull_request_event as event
    inner join core.pull_request as pull
        on pull.source = event.source and pull.pull_request_id = event.pull_request_id
    left join core.account as account
        on account.source = event.source and account.account_id = event.account_id
    where event.happened_at <= core.as_of()
        and (
            event.kind = 'merged'
            or (event.kind = 'review' and event.state = 'approved' and event.happened_at <= pull.merged_at)
        )
),
approver as (
    select
        approval.source, approval.pull_request_id,
        case approval.kind when 'agent' then principal.team_id else member.team_id end as team_id
    from approval
    left join core.principal as principal
        on principal.source = approval.source and principal.item_kind = 'pull_request'
        and principal.event_id = approval.event_id
    left join core.account_team as member
        on member.source = approval.source and member.account_id = approval.account_id
        and approval.happened_at >= member.from_at and approval.happened_at < member.to_at
    where coalesce(approval.kind = 'human', true)
        or (approval.event_kind = 'merged' and principal.rung is not null)
),
approving_team as (
    select
        source,
        pull_request_id,
        list(distinct team_id) as teams,
        bool_or(team_id is null) as has_unknown
    from approver
    group by source, pull_request_id
)
select
    stage.source,
    stage.pull_request_id,
    stage.team_id,
    pull.merged_at,
    case
        when stage.team_id is null then null
        when len(list_filter(approving_team.teams, lambda team: team <> stage.team_id)) > 0 then false
        when not coalesce(approving_team.has_unknown, false) then true
    end as is_independent
from flow.pull_request_stage as stage
inner join core.pull_request as pull
    on pull.source = stage.source and pull.pull_request_id = stage.pull_request_id
left join approving_team
    on approving_team.source = stage.source and approving_team.pull_request_id = stage.pull_request_id
where pull.merged_at is not null
