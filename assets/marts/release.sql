-- Releases that were published, drafts aside. A release says that something was named, not that it runs anywhere.
-- One row per release.
-- key: source, release_id
-- column source: configured name of the GitHub host
-- column release_id: the vendor's immutable id
-- column repository_id: the vendor's immutable id of the repository
-- column repository_name: such as northwind/app, as it is called now
-- column tag: such as v1.2
-- column commit: the commit that the tag names; null where the source does not tell
-- column is_prerelease: whether it is marked as not yet ready
-- column released_at: published, UTC
-- column released_at_local: the same by the clocks of the organization's time zone
-- column team_id: who owns the repository by the organization file at that moment, else the team of whoever released; null where neither is known
-- column team_name: what that is called
select
    release.source,
    release.release_id,
    release.repository_id,
    repository.name as repository_name,
    release.tag,
    release.commit,
    release.is_prerelease,
    release.happened_at as released_at,
    core.local_time(release.happened_at) as released_at_local,
    coalesce(claim.team_id, member.team_id) as team_id,
    marts.team_name(coalesce(claim.team_id, member.team_id)) as team_name
from core.release as release
left join core.repository as repository
    on repository.source = release.source and repository.repository_id = release.repository_id
left join core.named_thing as named
    on named.source = release.source and named.kind = 'project' and named.thing_id = release.repository_id
left join core.team_claim as claim
    on claim.kind = 'project' and claim.value = coalesce(named.file_name, lower(repository.name))
    and release.happened_at >= claim.from_at and release.happened_at < claim.to_at
left join core.account_team as member
    on member.source = release.source and member.account_id = release.account_id and member.kind = 'human'
    and release.happened_at >= member.from_at and release.happened_at < member.to_at
order by release.happened_at, release.source, release.release_id
