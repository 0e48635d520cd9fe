-- How far rows may be trusted that count many work items, by what they count (flow.counted_item), team and period: an item
-- counts once for each week in which it is counted. * is all teams, and *non-platform all but shared platforms. A team that
-- owns a project that was not read whole has nothing to trust since then. A row with nothing in it is as good as what all
-- teams together have in that period, or ever, since what it lacks may be with any of them.
-- One row per population, period, its first Monday (of a quarter its first day: it has the weeks that begin in it), and team or
-- pseudo-owner; all of history begins with the first week.
-- key: population, period, period_starts_on, team_id
with row_team as (
    select team_id, is_platform_shared from core.team
    union all
    values ('*', null), ('*non-platform', null)
),
asked as (
    from (
        values
        ('queue'), ('arrival'), ('handoff'), ('giver'), ('completion'), ('velocity'), ('merge')
    ) as p (population)
),
-- Windows of several weeks, of which one ends with each week.
length as (
    from (values ('week', 1), ('4 weeks', 4), ('13 weeks', 13)) as l (period, week_count)
),
first_week as (
    select coalesce(min(week_starts_on) filter (where is_observed), min(week_starts_on)) as starts_on
    from core.week
),
trust_period as (
    select
        length.period,
        (week.week_starts_on - 7 * (length.week_count - 1))::date as period_starts_on,
        week.ends_at
    from core.week as week
    cross join length
    where week.is_observed
    union all
    select period, period_starts_on, ends_at from core.period
    where period = 'quarter'
    union all
    select 'all', any_value(first_week.starts_on), max(week.ends_at)
    from core.week as week
    cross join first_week
    having count(*) > 0
),
doubt as (
    select * from flow.team_doubt
    where team_id is not null
    union all
    select * replace ('*' as team_id) from flow.team_doubt
    union all
    select doubt.* replace ('*non-platform' as team_id)
    from flow.team_doubt as doubt
    anti join (select * from core.team where is_platform_shared) as platform
        on platform.team_id = doubt.team_id
),
doubt_in_period as (
    select
        doubt.*,
        length.period,
        (doubt.week_starts_on - 7 * unnest(range(length.week_count))::integer)::date as period_starts_on
    from doubt
    cross join length
    where doubt.is_observed
    union all
    select *, 'quarter', date_trunc('quarter', week_starts_on)::date
    from doubt
    where is_observed
    union all
    select doubt.*, 'all', first_week.starts_on
    from doubt
    cross join first_week
),
total as (
    select
        population, team_id, period, period_starts_on,
        sum(item_count) as item_count,
        sum(millionths) // sum(item_count) as millionths,
        bit_or(bits) as bits
    from doubt_in_period
    group by all
),
unread_project as (
    select claim.team_id, doubt.unread_from_at, doubt.unread_bits
    from flow.scope_doubt as doubt
    inner join core.scope as scope on scope.source = doubt.source and scope.scope = doubt.scope
    left join core.named_thing as named
        on named.source = doubt.source and named.kind = 'project' and named.thing_id = doubt.scope
    inner join core.team_claim as claim
        on claim.kind = 'project' and claim.value = coalesce(named.file_name, lower(scope.name))
        and claim.to_at > doubt.unread_from_at
    where doubt.unread_bits > 0
),
unread as (
    select
        unread_project.team_id,
        period.period,
        period.period_starts_on,
        bit_or(unread_project.unread_bits) as bits
    from (
        select * from unread_project
        union all
        select * replace ('*' as team_id) from unread_project
    ) as unread_project
    inner join trust_period as period on period.ends_at > unread_project.unread_from_at
    group by all
),
row_doubt as (
    select
        asked.population, period.period, period.period_starts_on, team.team_id,
        coalesce(total.item_count, 0) as item_count,
        coalesce(total.bits, 0) | coalesce(unread.bits, 0) as bits,
        case when unread.bits > 0 and team.team_id <> '*' then 1000000 else total.millionths end as millionths
    from asked
    cross join trust_period as period
    cross join row_team as team
    left join total
        on total.population = asked.population and total.team_id = team.team_id
        and total.period = period.period and total.period_starts_on = period.period_starts_on
    left join unread
        on unread.team_id = team.team_id and unread.period = period.period
        and unread.period_starts_on = period.period_starts_on
),
everybody as (
    select * from row_doubt
    where team_id = '*' and item_count > 0
),
known_doubt as (
    select
        row_doubt.* exclude (bits, millionths),
        row_doubt.bits | case
            when row_doubt.millionths is null then coalesce(then_all.bits, ever_all.bits, 0) else 0
        end as bits,
        coalesce(row_doubt.millionths, then_all.millionths, ever_all.millionths) as millionths
    from row_doubt
    left join everybody as then_all
        on then_all.population = row_doubt.population and then_all.period = row_doubt.period
        and then_all.period_starts_on = row_doubt.period_starts_on
    left join (select * from everybody where period = 'all') as ever_all
        on ever_all.population = row_doubt.population
),
-- There are few different sets, in many rows.
doubt_set as (
    select bits, flow.doubts(bits) as doubts
    from (select distinct bits from known_doubt)
)
select
    population,
    period,
    period_starts_on,
    team_id,
    item_count,
    flow.grade(bits, millionths) as grade,
    doubt_set.doubts
from known_doubt
inner join doubt_set using (bits)
