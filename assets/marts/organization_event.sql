-- What changed in the organization, to be marked on the axis of a chart: teams that began, ended, were renamed, merged or
-- split, people who came, left or moved, things that another team took over, holidays, and days on which clocks changed.
-- A team's events are those with it in team_id or other_team_id. People are counted, and never named.
-- One row per event.
-- key: event_id
-- show: select happened_on, sentence from marts.organization_event where kind not in ('holiday', 'clocks_changed') order by happened_at desc limit 20
-- column event_id: stable over runs, as long as the organization file says the same
-- column happened_at: when it took effect, UTC
-- column happened_at_local: the same by the clocks of the organization's time zone
-- column happened_on: that day; of what a calendar says, the calendar's own day
-- column week_starts_on: Monday of its week
-- column kind: team_began, team_ended, team_renamed, team_merged, team_split, people_joined, people_left, people_moved, reorganization (at least three people came or left in a week: compare no weeks across it), claim_moved, holiday, working_day (one that is none in other weeks) or clocks_changed
-- column team_id: the team that it happened to; of a move, a merger or a claim the one before, of a split the whole
-- column team_name: what it is called
-- column other_team_id: of a move, a merger or a claim the team after, of a split the part; null of all else
-- column other_team_name: what that is called
-- column people_count: people who came, left or moved; null of all else
-- column subject: what moved (claim_moved), both names (team_renamed), or the calendar (holiday, working_day, clocks_changed)
-- column sentence: the same in words
with event as (
    select
        *,
        core.local_time(happened_at) as happened_at_local,
        marts.team_name(team_id) as team_name,
        marts.team_name(other_team_id) as other_team_name,
        case people_count when 1 then '1 person' else format('{} people', people_count) end as people
    from flow.organization_change
)
select
    md5(concat_ws('|', kind, team_id, coalesce(other_team_id, ''), happened_at, subject)) as event_id,
    happened_at,
    happened_at_local,
    coalesce(day_on, happened_at_local::date) as happened_on,
    date_trunc('week', happened_on)::date as week_starts_on,
    kind,
    team_id,
    team_name,
    other_team_id,
    other_team_name,
    people_count,
    subject,
    case kind
        when 'team_began' then format('{} began', team_name)
        when 'team_ended' then format('{} ended', team_name)
        when 'team_renamed' then format('A team was renamed: {}', subject)
        when 'team_merged' then format('{} was merged into {}', team_name, other_team_name)
        when 'team_split' then format('{} was split from {}', other_team_name, team_name)
        when 'people_joined' then format('{} joined {}', people, team_name)
        when 'people_left' then format('{} left {}', people, team_name)
        when 'people_moved' then format('{} moved from {} to {}', people, team_name, other_team_name)
        when 'reorganization' then format('{} joined or left {} within a week', people, team_name)
        when 'claim_moved' then format('{} took over from {}: {}', other_team_name, team_name, subject)
        when 'holiday' then format('{} has a holiday ({})', team_name, subject)
        when 'working_day' then format('{} works on a day off ({})', team_name, subject)
        when 'clocks_changed' then format('The clocks of {} change ({})', team_name, subject)
    end as sentence
from event
order by happened_at, kind, team_id, other_team_id
