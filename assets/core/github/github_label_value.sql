-- What labels of the patterns that the organization file takes for fields said of GitHub's issues, from when on: the part for which
-- the pattern has a *. Of several at once the one counts that was given last and still is.
-- One row per issue, pattern and change.
-- key: source, change_id, field_id
with pattern as (
    select
        source, field_id,
        lower(split_part(substr(field_id, len('label: ') + 1), '*', 1)) as head,
        lower(split_part(substr(field_id, len('label: ') + 1), '*', 2)) as tail
    from core.github_field_role
    where type = 'label'
),
label_change as (
    select
        source, ticket_id, place, change_id, happened_at, account_id, name, kind = 'LabeledEvent' as is_given
    from core.github_issue_event
    where kind in ('LabeledEvent', 'UnlabeledEvent')
    union all
    select source, ticket_id, place, change_id, happened_at, account_id, name, false
    from core.github_lost_label
),
label_event as (
    select
        event.source, event.ticket_id, event.place, event.change_id, event.happened_at, event.account_id,
        pattern.field_id,
        lower(event.name) as label,
        trim(substr(
            event.name, len(pattern.head) + 1, len(event.name) - len(pattern.head) - len(pattern.tail)
        )) as value,
        event.is_given
    from label_change as event
    inner join pattern
        on pattern.source = event.source
        and starts_with(lower(event.name), pattern.head) and ends_with(lower(event.name), pattern.tail)
        and len(event.name) > len(pattern.head) + len(pattern.tail)
),
-- After each event: every label's newest event so far, and of those that are given by it the newest.
label_state as (
    select
        this.source, this.ticket_id, this.field_id, this.place, that.label,
        arg_max(that.is_given, that.place) as is_given,
        arg_max(that.value, that.place) as value,
        max(that.place) as since
    from label_event as this
    inner join label_event as that
        on that.source = this.source and that.ticket_id = this.ticket_id
        and that.field_id = this.field_id and that.place <= this.place
    group by this.source, this.ticket_id, this.field_id, this.place, that.label
),
holder as (
    select
        source, ticket_id, field_id, place,
        arg_max(value, since) filter (where is_given) as value
    from label_state
    group by source, ticket_id, field_id, place
),
step as (
    select
        *,
        lag(value) over steps as value_before,
        lead(place) over steps is null as is_last
    from holder
    window steps as (partition by source, ticket_id, field_id order by place)
)
select distinct
    step.source, step.ticket_id, step.field_id, label_event.change_id, label_event.happened_at,
    label_event.account_id, step.value_before as from_text, step.value as to_text, step.is_last
from step
inner join label_event
    on label_event.source = step.source and label_event.ticket_id = step.ticket_id
    and label_event.field_id = step.field_id and label_event.place = step.place
