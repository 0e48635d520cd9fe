-- Every time a ticket was closed: entered a done status. Owner and estimate are those just before, except an estimate
-- that the closing entry itself sets. A close counts as a completion where its resolution does; it stands until reopened.
-- One row per ticket and close.
-- key: source, ticket_id, closed_at
select
    done.source,
    done.ticket_id,
    done.from_at as closed_at,
    done.change_id,
    coalesce(before.owner, done.owner) as owner,
    before.spell,
    signal.resolution,
    coalesce(resolution.is_counted, o.resolutions.counted is null) as is_counted,
    coalesce(signal.points, before.points) as points,
    coalesce(member.team_id = coalesce(before.owner, done.owner), false) as is_by_owner,
    reopening.from_at as reopened_at
from flow.turn as done
cross join core.organization as o
inner join flow.owner_signal as signal
    on signal.source = done.source and signal.ticket_id = done.ticket_id and signal.from_at = done.from_at
left join flow.owner_step as before
    on before.source = done.source and before.ticket_id = done.ticket_id and before.to_at = done.from_at
left join core.resolution as resolution
    on resolution.source = signal.source and resolution.resolution = signal.resolution
left join core.account as account
    on account.source = done.source and account.account_id = signal.account_id and account.kind = 'human'
left join core.team_member as member
    on member.person_id = account.person_id
    and done.from_at >= member.from_at and done.from_at < member.to_at
left join flow.turn as reopening
    on reopening.source = done.source and reopening.ticket_id = done.ticket_id
    and reopening.was_done and not reopening.is_done
    and reopening.reopened_count = done.reopened_count + 1
where done.is_done and not coalesce(done.was_done, false)
