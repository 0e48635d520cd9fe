-- The tickets as their changes left them.
with latest as (
    select
        ticket_id,
        max(happened_at) as updated_at,
        arg_max(to_id, happened_at) filter (where field = 'status') as status_id,
        arg_max(to_text, happened_at) filter (where field = 'team') as team_value,
        arg_max(to_text, happened_at) filter (where field = 'points') as points,
        arg_max(to_id, happened_at) filter (where field = 'assignee') as assignee
    from core.ticket_change
    group by ticket_id
)
select
    'jira' as source,
    number::varchar as ticket_id,
    'P' || number % 40 || '-' || number as key,
    'https://jira.example/browse/P' || number % 40 || '-' || number as url,
    'Story' as type,
    false as is_subtask,
    number % 20 <> 0 as is_counted,
    (number % 40)::varchar as project_id,
    'P' || number % 40 as project_key,
    coalesce(latest.status_id, '1') as status_id,
    case when latest.status_id = '5' then 'Done' end as resolution,
    latest.assignee,
    'a' || (
        (
            case
                when hash(number, 'whose') % 5 = 0 then hash(number, 'team') % 40 else (number % 40)::ubigint
            end
        )
        * 10
        + hash(number, 'reporter') % 10
    ) as reporter,
    null::varchar as team_value_id,
    latest.team_value,
    latest.points::double as points,
    number % 50 = 0 as is_request,
    'Medium' as priority,
    null::varchar as parent_id,
    timestamp '2023-01-02 00:00:00' + to_seconds((hash(number, 'created') % 94000000)::bigint) as created_at,
    latest.updated_at,
    run.as_of as first_seen_at,
    run.as_of as last_seen_at,
    null::timestamp as gone_at,
    []::struct(id varchar, name varchar)[] as components
from generate_series(1, getvariable('tickets')) as s (number)
inner join latest on latest.ticket_id = number::varchar
cross join core.run as run
