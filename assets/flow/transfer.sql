-- Passages of a ticket from one team to another (detectors D1 and D2 of the metrics): the ball leaves team G's spell and
-- reaches team R, at once (transfer) or over nobody (transfer_via_triage). Back to G over nobody is a detour, no passage,
-- and a receiver's spells around a detour are one tenure. While nobody has it, to_team is null.
-- One row per passage, named by the event that released the ball.
-- key: source, ticket_id, released_at
with spell as (
    select
        *,
        max(case when not is_pseudo then spell end) over before as giver_spell,
        lead(from_at) over spells as next_from_at,
        lead(change_id) over spells as next_change_id,
        lead(is_pseudo) over spells as next_is_pseudo
    from flow.spell
    window
        spells as (partition by source, ticket_id order by spell),
        before as (
            partition by source, ticket_id order by spell rows between unbounded preceding and 1 preceding
        )
),
-- Real spells, each with the one before it. A close while nobody had the ball ends the story before it.
held as (
    select
        spell.*,
        giver.last_owner as giver,
        giver.reopened_count as giver_reopened_count,
        giver.next_from_at as released_at,
        giver.next_change_id as release_event_id,
        spell.spell = giver.spell + 1 as is_direct,
        coalesce(
            giver.last_owner <> spell.owner or giver.reopened_count <> spell.reopened_count, true
        ) as begins_tenure,
        coalesce(
            giver.last_owner <> spell.owner
            and (spell.spell = giver.spell + 1 or giver.next_reopened_count = spell.reopened_count),
            false
        ) as is_passage
    from spell
    left join (
        select *, lead(reopened_count) over (partition by source, ticket_id order by spell) as next_reopened_count
        from spell
    ) as giver
        on giver.source = spell.source and giver.ticket_id = spell.ticket_id and giver.spell = spell.giver_spell
    where not spell.is_pseudo
),
numbered as (
    select
        *,
        sum(begins_tenure::integer) over (partition by source, ticket_id order by spell) as tenure
    from held
),
tenure as (
    select
        source,
        ticket_id,
        tenure,
        arg_min(owner, spell) as owner,
        arg_max(last_owner, spell) as last_owner,
        min(from_at) as from_at,
        arg_min(change_id, spell) as change_id,
        arg_min(is_passage, spell) as is_passage,
        arg_min(is_direct, spell) as is_direct,
        arg_min(giver, spell) as giver,
        arg_min(released_at, spell) as released_at,
        arg_min(release_event_id, spell) as release_event_id,
        min(touched_at) as touched_at,
        arg_min(touch_event_id, touched_at) as touch_event_id,
        min(started_at) as started_at,
        bool_or(has_work) as has_work,
        max(spell) as last_spell,
        arg_max(to_at, spell) as to_at,
        arg_max(ended_by, spell) as ended_by,
        max(reopened_count) as reopened_count
    from numbered
    group by source, ticket_id, tenure
),
-- What became of the ball after a tenure: the next team that got it, or how it ended with nobody.
followed as (
    select
        tenure.*,
        lead(tenure.owner) over tenures as next_owner,
        lead(tenure.reopened_count) over tenures as next_reopened_count
    from tenure
    window tenures as (partition by source, ticket_id order by tenure)
),
loose as (
    select
        spell.source, spell.ticket_id, spell.giver_spell, spell.reopened_count,
        max(spell.spell) as last_spell,
        arg_max(spell.owner, spell.spell) as owner,
        arg_max(spell.ended_by, spell.spell) as ended_by,
        arg_max(spell.to_at, spell.spell) as to_at
    from spell
    where spell.is_pseudo and spell.giver_spell is not null
    group by spell.source, spell.ticket_id, spell.giver_spell, spell.reopened_count
),
dissolved as (
    select followed.source, followed.ticket_id, followed.tenure, min(step.from_at) as dissolved_at
    from followed
    inner join flow.owner_step as step
        on step.source = followed.source and step.ticket_id = followed.ticket_id
        and step.owner = followed.giver and step.is_relabel
        and step.from_at > followed.from_at
        and step.from_at < coalesce(followed.to_at, 'infinity'::timestamp)
    where followed.is_passage
    group by followed.source, followed.ticket_id, followed.tenure
),
reached as (
    select
        followed.*,
        dissolved.dissolved_at,
        loose.owner as loose_owner,
        loose.ended_by as loose_ended_by,
        loose.to_at as loose_to_at,
        case
            when touched_at is not null and touched_at <= coalesce(dissolved_at, 'infinity'::timestamp) then 'picked_up'
            when dissolved_at is not null then 'dissolved_by_reorg'
            when followed.ended_by = 'closed' then 'cancelled'
            when followed.ended_by = 'passed' and loose.ended_by = 'closed' then 'cancelled'
            when followed.ended_by = 'passed' and next_reopened_count = followed.reopened_count
                then case when next_owner = giver then 'returned_unpicked' else 'forwarded' end
            else 'open'
        end as outcome
    from followed
    left join dissolved
        on dissolved.source = followed.source and dissolved.ticket_id = followed.ticket_id
        and dissolved.tenure = followed.tenure
    left join loose
        on loose.source = followed.source and loose.ticket_id = followed.ticket_id
        and loose.giver_spell = followed.last_spell and loose.reopened_count = followed.reopened_count
    where followed.is_passage
)
select
    source,
    ticket_id,
    case when is_direct then 'D1' else 'D2' end as detector,
    case when is_direct then 'transfer' else 'transfer_via_triage' end as kind,
    giver as from_team,
    owner as to_team,
    case when is_direct then from_at else released_at end as released_at,
    from_at as routed_at,
    case when outcome = 'picked_up' then touched_at end as touched_at,
    case when outcome = 'picked_up' then started_at end as started_at,
    case outcome
        when 'picked_up' then touched_at
        when 'dissolved_by_reorg' then dissolved_at
        when 'cancelled' then case when ended_by = 'closed' then to_at else loose_to_at end
        when 'open' then null
        else to_at
    end as ended_at,
    outcome,
    has_work,
    case when is_direct then change_id else release_event_id end as release_event_id,
    change_id as routed_event_id,
    case when outcome = 'picked_up' then touch_event_id end as touch_event_id
from reached
union all
select
    loose.source,
    loose.ticket_id,
    'D2',
    'transfer_via_triage',
    giver.last_owner,
    null,
    giver.next_from_at,
    null,
    null,
    null,
    case when loose.ended_by = 'closed' then loose.to_at end,
    case when loose.ended_by = 'closed' then 'cancelled' else 'open' end,
    false,
    giver.next_change_id,
    null,
    null
from loose
inner join spell as giver
    on giver.source = loose.source and giver.ticket_id = loose.ticket_id and giver.spell = loose.giver_spell
    and giver.reopened_count = loose.reopened_count and giver.next_is_pseudo
where loose.owner = 'UNOWNED' and coalesce(loose.ended_by, 'open') in ('open', 'closed', 'gone')
