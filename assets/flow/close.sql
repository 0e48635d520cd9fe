-- Every time a ticket was closed: entered a done status. Owner and estimate are those just before, except an estimate
-- that the closing entry itself sets. A close counts as a completion where its resolution does; it stands until reopened.
-- One row per ticket and close.
-- key: source, ticket_id, closed_at
with turn as (
    select
        source, ticket_id, from_at, is_done, owner, change_id, points, reopened_count,
        lag(is_done) over turns as was_done,
        lag(owner) over turns as owner_before,
        lag(spell) over turns as spell_before
    from flow.owner_step
    where is_turn
    window turns as (partition by source, ticket_id order by from_at)
),
done as (
    select *
    from turn
    where is_done and not coalesce(was_done, false)
),
reopening as (
    select source, ticket_id, reopened_count, from_at as reopened_at
    from turn
    where was_done and not is_done
)
select
    done.source,
    done.ticket_id,
    done.from_at as closed_at,
    done.change_id,
    coalesce(done.owner_before, done.owner) as owner,
    done.spell_before as spell,
    signal.resolution,
    case
        when o.resolutions.counted is not null then coalesce(list_contains(o.resolutions.counted, signal.resolution), false)
        else not coalesce(list_contains(o.resolutions.not_counted, signal.resolution), false)
    end as is_counted,
    coalesce(done.points, before.points) as points,
    coalesce(member.team_id = coalesce(done.owner_before, done.owner), false) as is_by_owner,
    reopening.reopened_at
from done
cross join core.organization as o
inner join flow.owner_signal as signal
    on signal.source = done.source and signal.ticket_id = done.ticket_id and signal.from_at = done.from_at
left join flow.owner_step as before
    on before.source = done.source and before.ticket_id = done.ticket_id and before.to_at = done.from_at
left join core.account as account
    on account.source = done.source and account.account_id = signal.account_id and account.kind = 'human'
left join core.team_member as member
    on member.person_id = account.person_id
    and done.from_at >= member.from_at and done.from_at < member.to_at
left join reopening
    on reopening.source = done.source and reopening.ticket_id = done.ticket_id
    and reopening.reopened_count = done.reopened_count + 1
