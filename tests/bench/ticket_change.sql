-- The changes of every ticket: 4 to 20 of them, 12 on average, drawn by hashes of the ticket and the change's number.
-- Nearly half are of the status; a quarter reassign, a tenth of these to any team.
with ticket as (
    select
        number,
        number % 40 as home,
        4 + (hash(number, 'changes') % 17)::integer as changes,
        timestamp '2023-01-02 00:00:00'
        + to_seconds((hash(number, 'created') % 94000000)::bigint) as created_at
    from generate_series(1, getvariable('tickets')) as s (number)
),
drawn as (
    select
        number,
        home,
        changes,
        n,
        (hash(number, n, 'field') % 100)::integer as field_draw,
        (hash(number, n, 'value') % 100)::integer as draw,
        (hash(number, n, 'team') % 40)::integer as any_team,
        (hash(number, n, 'person') % 10)::integer as person,
        (hash(number, n, 'actor') % 10)::integer as actor,
        created_at + to_seconds(
            sum((60 - 160000 * ln(((hash(number, n, 'gap') % 1000000) + 1) / 1000001.0))::bigint) over (
                partition by number order by n
            )::bigint
        ) as happened_at
    from (select *, unnest(generate_series(1, changes)) as n from ticket)
),
worded as (
    select
        *,
        case
            when n = changes and draw < 95 or field_draw < 45 then 'status'
            when field_draw < 70 then 'assignee'
            when field_draw < 74 then 'team'
            when field_draw < 78 then 'component'
            when field_draw < 84 then 'points'
            when field_draw < 85 and number > 200 then 'link'
            when field_draw < 92 then 'sprint'
            else 'labels'
        end as field,
        case
            when n = changes and draw < 95 then 5
            when draw < 45 then 2
            when draw < 80 then 3
            when draw < 92 then 1
            when draw < 95 then 4
            else 5
        end as status,
        (case when draw < 90 then home else any_team end) * 10 + person as assignee
    from drawn
),
valued as (
    select
        *,
        case field
            when 'status' then status::varchar
            when 'assignee' then 'a' || assignee
            when 'link' then 'P' || (number - 1 - draw) % 40 || '-' || (number - 1 - draw)
            when 'sprint'
                then (home * 1000 + (happened_at::date - date '2023-01-02') // 14 + draw % 2)::varchar
        end as to_id,
        case field
            when 'status' then ['To Do', 'In Progress', 'In Review', 'Waiting for requester', 'Done'][status]
            when 'assignee' then 'Person ' || assignee
            when 'team' then 'Team ' || case when draw < 60 then home else any_team end
            when 'component' then 'c' || any_team
            when 'points' then (1 + draw % 8)::varchar
            when
                'link'
                then 'This issue is blocked by P' || (number - 1 - draw) % 40 || '-' || (number - 1 - draw)
            else 'something'
        end as to_text
    from worded
)
select
    'jira' as source,
    (number * 100 + n)::varchar as change_id,
    1::bigint as item_number,
    number::varchar as ticket_id,
    happened_at,
    'a' || ((case when draw % 4 = 0 then any_team else home end) * 10 + actor) as account_id,
    field,
    field as field_id,
    case
        when field <> 'link' then coalesce(lag(to_id) over fields, case field when 'status' then '1' end)
    end as from_id,
    case
        when
            field <> 'link'
            then coalesce(lag(to_text) over fields, case field when 'status' then 'To Do' end)
    end as from_text,
    to_id,
    to_text
from valued
window fields as (partition by number, field order by n)
