-- Every time a ticket was closed: entered a done status. Owner and estimate are those just before, except an estimate
-- that the closing entry itself sets. A close counts as a completion where its resolution does; it stands until reopened.
-- One row per ticket and close.
-- key: source, ticket_id, closed_at
with step as (
    select
        *,
        lag(is_done) over steps as was_done,
        lag(owner) over steps as owner_before,
        lag(points) over steps as points_before,
        lag(spell) over steps as spell_before
    from flow.owner_step
    window steps as (partition by source, ticket_id order by from_at)
),
done as (
    select *
    from step
    where is_done and not coalesce(was_done, false)
),
reopening as (
    select source, ticket_id, reopened_count, min(from_at) as reopened_at
    from flow.owner_step
    where not is_done
    group by source, ticket_id, reopened_count
)
select
    done.source,
    done.ticket_id,
    done.from_at as closed_at,
    done.change_id,
    coalesce(done.owner_before, done.owner) as owner,
    done.spell_before as spell,
    done.resolution,
    coalesce(resolution.is_counted, o.resolutions.counted is null) as is_counted,
    coalesce(done.points, done.points_before) as points,
    coalesce(member.team_id = coalesce(done.owner_before, done.owner), false) as is_by_owner,
    reopening.reopened_at
from done
cross join core.organization as o
left join core.resolution as resolution
    on resolution.source = done.source and resolution.resolution = done.resolution
left join core.account as account
    on account.source = done.source and account.account_id = done.account_id and account.kind = 'human'
left join core.team_member as member
    on member.person_id = account.person_id
    and done.from_at >= member.from_at and done.from_at < member.to_at
left join reopening
    on reopening.source = done.source and reopening.ticket_id = done.ticket_id
    and reopening.reopened_count = done.reopened_count + 1
