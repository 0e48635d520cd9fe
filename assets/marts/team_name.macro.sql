-- What a team is called at as_of, and what stands for several or for nobody in its place. It looks up outside of the
-- subquery, where no column of the caller's can be taken for one of the table's.
create or replace macro marts.team_name(id) as (
    case id
        when '*' then 'All teams'
        when '*non-platform' then 'All but shared platforms'
        when core.unknown() then 'Unknown'
        else (select map(list(team.team_id), list(team.name)) from core.team as team)[id]
    end
)
