-- Rounds of rework: a reviewer asked for changes, the author's side pushed or answered, and the review went on, since it
-- was asked for again or somebody reviewed again. Requests for changes with no answer between them are one round; what
-- came after the merge is none, nor is a review that was dismissed: what it had said is known no more.
-- One row per round.
-- key: source, pull_request_id, round_number
with event as (
    select
        event.source,
        event.pull_request_id,
        event.happened_at,
        row_number() over (
            partition by event.source, event.pull_request_id order by event.happened_at, event.event_number
        ) as place,
        coalesce(event.account_id = pull.author, false) as is_authors,
        coalesce(event.kind = 'review' and account.kind = 'human' and not is_authors, false) as is_review,
        is_review and coalesce(event.state = 'changes_requested', false) as is_request_for_changes,
        event.kind in ('commit', 'force_pushed')
        or (event.kind in ('comment', 'review') and is_authors) as is_answer,
        is_review or event.kind = 'review_requested' as is_next_look
    from core.pull_request_event as event
    inner join core.pull_request as pull
        on pull.source = event.source and pull.pull_request_id = event.pull_request_id
    left join core.account as account
        on account.source = event.source and account.account_id = event.account_id
    where event.happened_at <= coalesce(pull.merged_at, core.as_of())
        and event.kind in ('commit', 'force_pushed', 'comment', 'review', 'review_requested')
),
event_ahead as (
    select
        *,
        min(place) filter (where is_answer) over later as answer_place,
        min(place) filter (where is_next_look) over later as look_place
    from event
    window later as (
        partition by source, pull_request_id order by place rows between 1 following and unbounded following
    )
)
select
    request.source,
    request.pull_request_id,
    row_number() over (partition by request.source, request.pull_request_id order by answer.place)
        as round_number,
    min(request.happened_at) as changes_requested_at,
    answer.happened_at as answered_at
from event_ahead as request
inner join event_ahead as answer
    on answer.source = request.source and answer.pull_request_id = request.pull_request_id
    and answer.place = request.answer_place
where request.is_request_for_changes and answer.look_place is not null
group by request.source, request.pull_request_id, answer.place, answer.happened_at
