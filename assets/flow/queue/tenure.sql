-- Tenures: how long a team was the one to act on a ticket; its spells around a detour over nobody are one. With what
-- gave it the ball and what became of it after: passed on, closed, lost in triage, or still there.
-- One row per ticket and tenure.
-- key: ticket_no, tenure
with spell as (
    select
        *,
        lead(from_at) over spells as next_from_at,
        lead(change_id) over spells as next_change_id,
        lead(reopened_count) over spells as next_reopened_count
    from flow.spell
    window spells as (partition by ticket_no order by spell)
),
given as (
    select
        *,
        last_value(
            case
                when not is_pseudo then struct_pack(
                    spell := spell, owner := last_owner, reopened_count := reopened_count, released_at := next_from_at,
                    event_id := next_change_id, next_reopened_count := next_reopened_count
                )
            end ignore nulls
        ) over (
            partition by ticket_no order by spell rows between unbounded preceding and 1 preceding
        ) as giver
    from spell
),
-- A close while nobody had the ball ends the story before it.
held as (
    select
        * exclude (giver),
        giver.owner as giver,
        giver.released_at as released_at,
        giver.event_id as release_event_id,
        giver.spell = spell - 1 as is_direct,
        coalesce(giver.owner <> owner or giver.reopened_count <> reopened_count, true) as begins_tenure,
        coalesce(
            giver.owner <> owner
            and (giver.spell = spell - 1 or giver.next_reopened_count = reopened_count),
            false
        ) as is_passage
    from given
    where not is_pseudo
),
numbered as (
    select *, sum(begins_tenure::integer) over (partition by ticket_no order by spell) as tenure
    from held
),
tenure as (
    select
        ticket_no,
        tenure::integer as tenure,
        arg_min(owner, spell) as owner,
        arg_max(last_owner, spell) as last_owner,
        min(from_at) as from_at,
        arg_min_null(change_id, spell) as change_id,
        arg_min(is_passage, spell) as is_passage,
        arg_min(is_direct, spell) as is_direct,
        arg_min(giver, spell) as giver,
        arg_min(released_at, spell) as released_at,
        arg_min(release_event_id, spell) as release_event_id,
        min(spell) as first_spell,
        max(spell) as last_spell,
        arg_max(to_at, spell) as to_at,
        arg_max(ended_by, spell) as ended_by,
        bool_or(has_work) as has_work,
        max(reopened_count) as reopened_count
    from numbered
    group by ticket_no, tenure
),
loose as (
    select
        ticket_no, giver.spell as giver_spell, reopened_count,
        arg_max(owner, spell) as owner,
        arg_max(ended_by, spell) as ended_by,
        arg_max(to_at, spell) as to_at,
        min(from_at) as from_at,
        arg_min(change_id, spell) as change_id
    from given
    where is_pseudo and giver is not null
    group by ticket_no, giver.spell, reopened_count
)
select
    tenure.*,
    case
        when lead(tenure.reopened_count) over tenures = tenure.reopened_count then lead(tenure.owner) over tenures
    end as next_owner,
    loose.owner as loose_owner,
    loose.from_at as loose_from_at,
    loose.to_at as loose_to_at,
    loose.change_id as loose_event_id,
    case when loose.owner is not null then coalesce(loose.ended_by, 'open') end as loose_ended_by
from tenure
left join loose
    on loose.ticket_no = tenure.ticket_no
    and loose.giver_spell = tenure.last_spell and loose.reopened_count = tenure.reopened_count
window tenures as (partition by tenure.ticket_no order by tenure.tenure)
