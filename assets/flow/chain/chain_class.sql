-- How many teams each chain took, and what that makes it: integrated (one), chain (several), platform only, or lost in
-- triage (one team or none, and it lay, or lies, where nobody took it). landmark_at is five business days after the
-- root's creation, at the same time of the day: days on which any team works, in the organization's time zone. It is null
-- where that is after the calendars, and so after as_of. Teams of a chain whose end no history tells are not known.
-- One row per chain.
-- key: root_number
with working_day as (
    select day_on, row_number() over (order by day_on) as number
    from (select distinct day_on from core.team_day)
),
creation as (
    select
        chain.root_number,
        timezone(o.timezone, timezone('UTC', chain.created_at)) as created_at_local
    from flow.chain as chain
    cross join core.organization as o
),
-- What is created on a day off has its first business day still before it.
counted_day as (
    select
        creation.root_number,
        working_day.number + 5 as number,
        case
            when working_day.day_on = creation.created_at_local::date
                then creation.created_at_local - creation.created_at_local::date::timestamp
            else interval 0 seconds
        end as time_of_day
    from creation
    asof inner join working_day on creation.created_at_local::date <= working_day.day_on
),
landmark as (
    select
        counted_day.root_number,
        timezone('UTC', timezone(o.timezone, working_day.day_on + counted_day.time_of_day)) as landmark_at
    from counted_day
    cross join core.organization as o
    inner join working_day on working_day.number = counted_day.number
),
lost as (
    select distinct root_number
    from flow.chain_wait
    where ledger = 'all' and to_team is null
),
team_total as (
    select
        team.root_number,
        count(*) filter (where not team.is_platform_shared and not team.is_only_with_platform) as team_count,
        count(*) filter (where team.is_platform_shared and not team.is_only_with_platform) as platform_count,
        count(*) as team_count_with_platform,
        count(*) filter (
            where not team.is_platform_shared and not team.is_only_with_platform
            and team.from_at <= landmark.landmark_at
        ) as landmark_team_count
    from flow.chain_team as team
    left join landmark on landmark.root_number = team.root_number
    group by team.root_number
)
select
    chain.root_number,
    lost.root_number is not null as is_lost,
    landmark.landmark_at,
    case when chain.ended_at is not null then coalesce(team_total.team_count, 0) end as team_count,
    case
        when chain.ended_at is not null then coalesce(team_total.team_count_with_platform, 0)
    end as team_count_with_platform,
    case
        when chain.ended_at is not null and landmark.landmark_at <= core.as_of()
            then coalesce(team_total.landmark_team_count, 0)
    end as landmark_team_count,
    case
        when chain.ended_at is null then null
        when team_total.team_count > 1 then 'chain'
        when team_total.team_count = 1 and not is_lost then 'integrated'
        when team_total.platform_count > 0 and not is_lost then 'platform only'
        else 'lost in triage'
    end as class
from flow.chain as chain
left join landmark on landmark.root_number = chain.root_number
left join lost on lost.root_number = chain.root_number
left join team_total on team_total.root_number = chain.root_number
