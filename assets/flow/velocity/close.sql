-- Every time a ticket was closed: entered a done status. Owner and estimate are those just before, except an estimate
-- that the closing entry itself sets. A close counts as a completion where its resolution does; it stands until reopened.
-- closed_by is what kind of account did it (human, agent, bot or customer; null where nobody knows). It is the owner's if a human of
-- that team did it, or an agent for one, or an agent of the team for nobody that is known; it is by automation where a bot, or an
-- agent for nobody that is known, completed it otherwise.
-- A ticket that was done where its history begins has no such close (flow.undated_close).
-- One row per ticket and close.
-- key: ticket_number, closed_at
select
    done.ticket_number,
    done.from_at as closed_at,
    done.change_id,
    coalesce(before.owner, done.owner) as owner,
    before.visit_number,
    state.resolution,
    coalesce(resolution.is_counted, o.resolutions.counted is null) as is_counted,
    coalesce(state.points, signal_before.points) as points,
    account.kind as closed_by,
    coalesce(
        case
            when account.kind = 'human' or (account.kind = 'agent' and principal.rung is null)
                then member.team_id
            else principal.team_id
        end = coalesce(before.owner, done.owner),
        false
    ) as is_by_owner,
    coalesce(
        is_counted and not is_by_owner
        and (account.kind = 'bot' or (account.kind = 'agent' and principal.rung is null)),
        false
    ) as is_by_automation,
    reopening.from_at as reopened_at
from flow.ownership_interval as done
cross join core.organization as o
inner join (select * from core.ticket_state where to_at > from_at) as state
    on state.ticket_number = done.ticket_number and state.from_at = done.from_at
left join flow.ownership_interval as before
    on before.ticket_number = done.ticket_number and before.to_at = done.from_at
left join
    flow.owner_signal as signal_before
    on signal_before.ticket_number = done.ticket_number and signal_before.to_at = done.from_at
left join core.resolution as resolution
    on resolution.source = state.source and resolution.resolution = state.resolution
left join core.account as account
    on account.source = state.source and account.account_id = state.account_id
left join core.principal as principal
    on principal.source = state.source and principal.item_kind = 'ticket'
    and principal.event_id = state.change_id
left join core.account_team as member
    on member.source = state.source and member.account_id = state.account_id
    and done.from_at >= member.from_at and done.from_at < member.to_at
left join flow.ownership_interval as reopening
    on reopening.ticket_number = done.ticket_number
    and reopening.was_done and not reopening.is_done
    and reopening.reopened_count = done.reopened_count + 1
-- The change that closed it is missing.
anti join (select * from core.broken_chain where field = 'status' and kind = 'end') as broken_chain
    on broken_chain.source = state.source
    and broken_chain.ticket_id = case when reopening.from_at is null then state.ticket_id end
where done.is_done and not coalesce(done.was_done, false) and done.change_id is not null
