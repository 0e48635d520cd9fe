-- Handoffs before their clocks are read: passages of tickets (D1 to D5) and cross-team reviews (D6) in one form.
-- seen_until is as_of, or the last look at a ticket that is gone; named_assignee_at is when somebody of the receiving team
-- was first made assignee, from routing on and before the end; acknowledged_at when the receiving team did so itself,
-- which shows that it knows, and is no touch; via_ticket_no the blocker that was delivered. Of a review there is no
-- ticket_no, and of a passage no pull_request_id.
-- One row per handoff.
-- key: handoff_no
with named as (
    select
        passage.passage_no,
        min(change.happened_at) as named_assignee_at,
        min(change.happened_at) filter (where by_member.team_id = passage.to_team) as acknowledged_at
    from flow.passage_outcome as passage
    inner join core.ticket as ticket on ticket.ticket_no = passage.ticket_no
    inner join core.ticket_change as change
        on change.source = ticket.source and change.ticket_id = ticket.ticket_id and change.field = 'assignee'
        and change.happened_at >= passage.routed_at
        and change.happened_at <= coalesce(passage.ended_at, 'infinity'::timestamp)
    inner join core.account as account
        on account.source = change.source and account.account_id = change.to_id
    inner join core.team_member as member
        on member.person_id = account.person_id and member.team_id = passage.to_team
        and change.happened_at >= member.from_at and change.happened_at < member.to_at
    left join core.account as by_account
        on by_account.source = change.source and by_account.account_id = change.account_id
        and by_account.kind = 'human'
    left join core.team_member as by_member
        on by_member.person_id = by_account.person_id
        and change.happened_at >= by_member.from_at and change.happened_at < by_member.to_at
    group by passage.passage_no
)
select
    passage.passage_no as handoff_no,
    ticket.source,
    passage.ticket_no,
    null as pull_request_id,
    passage.detector,
    passage.detectors,
    passage.kind,
    role.role,
    passage.from_team,
    passage.to_team,
    passage.released_at,
    passage.routed_at,
    named.named_assignee_at,
    named.acknowledged_at,
    passage.touched_at,
    passage.started_at,
    passage.ended_at,
    passage.outcome,
    passage.start_ended_at,
    passage.start_outcome,
    passage.is_not_waiting,
    passage.via_ticket_no,
    case when ticket.gone_at is not null then ticket.last_seen_at else run.as_of end as seen_until,
    passage.release_event_id,
    passage.routed_event_id,
    passage.touch_event_id,
    passage.start_event_id
from flow.passage_outcome as passage
inner join core.ticket as ticket on ticket.ticket_no = passage.ticket_no
inner join flow.passage_role as role on role.passage_no = passage.passage_no
left join named on named.passage_no = passage.passage_no
cross join core.run as run
union all
select
    passages.passage_count + row_number() over (
        order by review.released_at, review.source, review.pull_request_id, review.to_team
    )::integer,
    review.source,
    null,
    review.pull_request_id,
    review.detector,
    review.detector,
    review.kind,
    review.role,
    review.from_team,
    review.to_team,
    review.released_at,
    review.released_at,
    null,
    null,
    review.touched_at,
    review.touched_at,
    review.ended_at,
    review.outcome,
    review.ended_at,
    case review.outcome
        when 'picked_up' then 'started'
        when 'returned_unpicked' then 'returned_unstarted'
        else review.outcome
    end,
    false,
    null,
    run.as_of,
    review.release_event_id,
    review.release_event_id,
    review.touch_event_id,
    review.touch_event_id
from flow.review_request as review
cross join (select count(*)::integer as passage_count from flow.passage) as passages
cross join core.run as run
cross join core.organization as o
where list_contains(o.detectors, review.detector)
