-- Pull requests that asked for a review, between teams of kind ml and the owners of the product's surface (flow.surface_owner):
-- outward, what a team of kind ml wrote, with whether another team reviewed it that owned the surface then; inward,
-- what such an owner wrote, with whether the team of kind ml reviewed it. Authors are in the team that they were in when they asked.
-- One row per team of kind ml, direction and pull request.
-- key: team_id, direction, source, pull_request_id
with author as (
    select source, pull_request_id, from_team, min(requested_at) as requested_at
    from flow.review_asked
    where from_team is not null
    group by source, pull_request_id, from_team
),
ml_team as (
    select team_id from core.team where kind = 'ml' and exists (select * from flow.surface_owner)
),
review as (
    select distinct event.source, event.pull_request_id, event.happened_at, member.team_id
    from core.pull_request_event as event
    inner join core.account_team as member
        on member.source = event.source and member.account_id = event.account_id and member.kind = 'human'
        and event.happened_at >= member.from_at and event.happened_at < member.to_at
    where event.kind = 'review' and event.happened_at <= core.as_of()
),
owners_review as (
    select distinct review.source, review.pull_request_id, review.team_id
    from review
    inner join flow.surface_owner as owner
        on owner.team_id = review.team_id
        and review.happened_at >= owner.from_at and review.happened_at < owner.to_at
),
owners_pull as (
    select author.source, author.pull_request_id, min(author.requested_at) as requested_at
    from author
    inner join flow.surface_owner as owner
        on owner.team_id = author.from_team
        and author.requested_at >= owner.from_at and author.requested_at < owner.to_at
    anti join ml_team on ml_team.team_id = author.from_team
    group by author.source, author.pull_request_id
)
select
    author.from_team as team_id,
    'outward' as direction,
    author.source,
    author.pull_request_id,
    author.requested_at,
    count(owners_review.team_id) > 0 as is_reviewed
from author
inner join ml_team on ml_team.team_id = author.from_team
left join owners_review
    on owners_review.source = author.source and owners_review.pull_request_id = author.pull_request_id
    and owners_review.team_id <> author.from_team
group by author.from_team, author.source, author.pull_request_id, author.requested_at
union all
select
    ml_team.team_id,
    'inward',
    owners_pull.source,
    owners_pull.pull_request_id,
    owners_pull.requested_at,
    count(review.team_id) > 0
from owners_pull
cross join ml_team
left join review
    on review.source = owners_pull.source and review.pull_request_id = owners_pull.pull_request_id
    and review.team_id = ml_team.team_id
group by ml_team.team_id, owners_pull.source, owners_pull.pull_request_id, owners_pull.requested_at
