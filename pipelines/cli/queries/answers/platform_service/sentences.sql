-- Of all of history: shared platforms, what looks like one, and what does not.
with team_service as (
    select
        *,
        format(
            '{:,} requests of {} team{}, {:.0f} % of what it was asked or asked; {}',
            inbound_count, requester_count, if(requester_count = 1, '', 's'), 100 * inbound_share,
            coalesce(
                format('{:.0f} % of tickets sent straight back', 100 * bounce_share), 'none to send back'
            )
        ) as evidence,
        case
            when is_p85_shown
                then format('; 85 % done within {:,.0f} working hours', done_p85_business_hours)
            else '; how soon it is done is not known'
        end as speed
    from platform_service
    where period = 'all'
)
select
    case
        when is_candidate
            then format(
                    '{} looks like a shared platform, and the organization file does '
                    || 'not say so', team_name
                )
        when demand_pattern = 'too few requests'
            then format(
                    '{} is a shared platform by the organization file; whether it looks like one '
                    || 'cannot be told', team_name
                )
        when is_doubtful
            then format(
                    '{} is a shared platform by the organization file, and does not look like one ({})',
                    team_name,
                    if(demand_pattern = 'platform', 'one team asks for more than half', demand_pattern)
                )
        else format('{} is a shared platform by the organization file, and looks like one', team_name)
    end || ': ' || coalesce(evidence, 'nobody asked it') || speed || '.' as sentence,
    grade,
    doubts
from team_service
where is_platform or is_candidate
union all
select
    'The organization file names no shared platform (platform_shared), and no team looks '
    || 'like one.', null, null
where not exists (select * from team_service where is_platform or is_candidate)
order by sentence
