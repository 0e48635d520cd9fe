-- Who asks the platforms, and what looks like one.
select
    handoff.to_team_name as platform,
    handoff.from_team_name as asked_by,
    count(*) as requests,
    count(*) / sum(count(*)) over (partition by handoff.to_team) as of_all_share,
    count(*) filter (where handoff.outcome = 'open') as not_picked_up_yet
from handoff
inner join (select * from platform_service where period = 'all')
    as service
    on service.team_id = handoff.to_team
where (service.is_platform or service.is_candidate)
    and handoff.is_observed and handoff.kind <> 'review' and handoff.role = 'first'
group by handoff.to_team, platform, asked_by
order by platform, requests desc, asked_by
