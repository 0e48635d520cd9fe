-- What a team is called at as_of, and what stands for several or for nobody in its place.
create or replace macro marts.team_name(id) as (
    case id
        when '*' then 'All teams'
        when '*non-platform' then 'All but shared platforms'
        when core.unknown() then 'Unknown'
        else (select team.name from core.team as team where team.team_id = id)
    end
)
