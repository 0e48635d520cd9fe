-- Work of machine learning: tickets that a team of kind ml owned, by anything but a status (a status alone brings a
-- ticket for an answer), and those that are marked for one, by a label, a component or a value of the Team field, though
-- another rung of the ladder gives them to somebody else. A mark counts while the ticket is open. arrived_at is when the team first owned it; null if it never did.
-- One row per ticket and team of kind ml.
-- key: ticket_number, team_id
with ml_team as (
    select team_id from core.team where kind = 'ml'
),
sign as (
    select owned.ticket_number, owned.owner as team_id, owned.from_at, true as is_owned
    from flow.ownership_interval as owned
    inner join ml_team on ml_team.team_id = owned.owner
    where owned.rung <> 'status' and not owned.is_done
    union all
    select tag.ticket_number, tag.team_id, greatest(tag.from_at, owned.from_at), false
    from (
        select
            tag.ticket_number, claim.team_id, claim.kind, claim.project_key,
            greatest(tag.from_at, claim.from_at) as from_at,
            least(tag.to_at, claim.to_at, core.as_of()) as to_at
        from core.ticket_tag as tag
        inner join core.team_claim as claim on claim.kind = tag.kind and claim.value = tag.value
        inner join ml_team on ml_team.team_id = claim.team_id
    ) as tag
    inner join (select * from core.ticket_state where to_at > from_at) as state
        on state.ticket_number = tag.ticket_number
        and state.from_at < tag.to_at and state.to_at > tag.from_at
    inner join flow.ownership_interval as owned
        on owned.ticket_number = tag.ticket_number and not owned.is_done
        and owned.from_at < least(tag.to_at, state.to_at)
        and owned.to_at > greatest(tag.from_at, state.from_at)
    where tag.from_at < tag.to_at and (tag.kind = 'label' or tag.project_key = state.project_word)
    union all
    select signal.ticket_number, signal.team_by_field, signal.from_at, false
    from flow.owner_signal as signal
    inner join ml_team on ml_team.team_id = signal.team_by_field
    where not signal.is_done
)
select
    sign.ticket_number,
    sign.team_id,
    bool_or(sign.is_owned) as is_owned,
    min(sign.from_at) filter (where sign.is_owned) as arrived_at
from sign
inner join core.ticket as ticket on ticket.ticket_number = sign.ticket_number
where ticket.is_counted and not ticket.is_deleted
group by sign.ticket_number, sign.team_id
