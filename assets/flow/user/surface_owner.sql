-- Which teams own the product's surface, when: its repositories, paths or components, as the organization file says, or
-- all or part of its repositories by their rules of code ownership, which are known from the first look at them on. Half-open.
-- One row per team and stay.
-- key: team_id, from_at, to_at
select claim.team_id, claim.from_at, claim.to_at
from core.team_claim as claim
semi join flow.surface_repository as surface
    on surface.file_name
    = case claim.kind when 'project' then claim.value when 'path' then claim.project_key end
union
select claim.team_id, claim.from_at, claim.to_at
from core.team_claim as claim
cross join core.organization as o
where claim.kind = 'component' and list_contains(o.surface_components, claim.value)
union
select claim.team_id, greatest(claim.from_at, owner.from_at), least(claim.to_at, owner.to_at)
from core.code_owner as owner
semi join flow.surface_repository as surface
    on surface.source = owner.source and surface.repository_id = owner.repository_id
inner join core.team_claim as claim
    on claim.kind = 'source_team' and claim.value = ltrim(owner.owner, '@')
where greatest(claim.from_at, owner.from_at) < least(claim.to_at, owner.to_at)
