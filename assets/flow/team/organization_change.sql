-- What changed in the organization: teams that began, ended, were renamed, merged or split; people who joined, left or
-- moved, counted by day and pair of teams, and the weeks in which at least three of a team did (reorganization); what
-- another team took over but in a merger; and by each team's calendar holidays, days that are worked out of turn, and those
-- on which clocks change. Of these day_on is the calendar's own day; null of all else. Up to as_of.
-- One row per event.
with renaming as (
    select
        team_id, from_at as happened_at, name,
        lag(name) over (partition by team_id order by from_at) as former_name
    from core.team_name
),
claim_change as (
    select
        *,
        lag(team_id) over (partition by kind, project_key, value order by from_at) as team_before
    from core.team_claim
),
claim_move as (
    select
        from_at as happened_at,
        team_before,
        team_id,
        string_agg(
            concat_ws(
                ' ', replace(kind, '_', ' '), nullif(upper(project_key), ''),
                case when kind = 'project' and not contains(value, '/') then upper(value) else value end
            ), ', '
            order by kind, project_key, value
        ) as subject
    from claim_change
    anti join core.team_heir as heir
        on heir.team_id = claim_change.team_before
        and heir.heir_id = claim_change.team_id and heir.from_at = claim_change.from_at
    where team_before <> team_id
    group by all
),
people_move as (
    select
        from_team, to_team,
        min(moved_at) as happened_at,
        count(distinct person_id)::bigint as people_count
    from flow.team_move
    group by from_team, to_team, core.local_time(moved_at)::date
),
event as (
    select
        'team_began' as kind, team_id, null as other_team_id, from_at as happened_at, null::date as day_on,
        null as subject, null::bigint as people_count
    from core.team
    where split_from is null
    union all
    select 'team_ended', team_id, null, to_at, null, null, null
    from core.team
    where merged_into is null
    union all
    select 'team_merged', team_id, merged_into, to_at, null, null, null
    from core.team
    where merged_into is not null
    union all
    select 'team_split', split_from, team_id, from_at, null, null, null
    from core.team
    where split_from is not null
    union all
    select 'team_renamed', team_id, null, happened_at, null, concat(former_name, ' → ', name), null
    from renaming
    where former_name <> name
    union all
    select
        case
            when from_team is null then 'people_joined'
            when to_team is null then 'people_left'
            else 'people_moved'
        end,
        coalesce(from_team, to_team),
        case when from_team is not null then to_team end,
        happened_at, null, null, people_count
    from people_move
    union all
    select 'reorganization', team_id, null, settled_at, null, null, joined_count + left_count
    from flow.reorganization
    union all
    select 'claim_moved', team_before, team_id, happened_at, null, subject, null
    from claim_move
    union all
    select
        calendar_event.kind, team.team_id, null, calendar_event.happened_at, calendar_event.day_on,
        calendar_event.calendar, null
    from core.calendar_event as calendar_event
    inner join core.team as team on team.calendar = calendar_event.calendar
    where calendar_event.happened_at >= team.from_at
        and calendar_event.happened_at < team.to_at
)
select *
from event
where isfinite(happened_at) and happened_at <= core.as_of()
