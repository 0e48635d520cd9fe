-- What is to be doubted of everything in a project or repository. From unread_from_at on nobody knows what happened in it,
-- since it was not read whole since then; and missing_millionths of what it holds could not be read or made sense of, and
-- count nowhere. What is said of a source as a whole, or of its reference data, is said of all its projects.
-- One row per source and project or repository with a doubt.
-- key: source, scope
with counted_place as (
    select source, project_id as scope, count(*) as item_count
    from core.ticket
    group by all
    union all
    select source, repository_id, count(*)
    from core.pull_request
    group by all
    union all
    select source, project_id, 0 from core.project
    union all
    select source, repository_id, 0 from core.repository
    union all
    select source, scope, 0 from core.skipped_record
    union all
    select source, scope, 0 from core.scope
),
place as (
    select source, scope, sum(item_count)::bigint as item_count
    from counted_place
    where scope is not null
    group by source, scope
),
-- Reference data is of no single project.
reference as (
    select source, scope
    from core.scope
    anti join core.project as project on project.source = scope.source and project.project_id = scope.scope
    anti join core.repository as repository
        on repository.source = scope.source and repository.repository_id = scope.scope
),
finding as (
    select
        scope.source,
        case when reference.scope is null then scope.scope end as scope,
        unnest(
            case when scope.state <> 'whole' then ['scope_not_whole'] else [] end
            || case when scope.whole_at < core.as_of() - interval 2 days then ['scope_stale'] else [] end
        ) as doubt,
        coalesce(scope.whole_at, '-infinity'::timestamp) as unread_from_at,
        0 as missing_count
    from core.scope as scope
    left join reference on reference.source = scope.source and reference.scope = scope.scope
    where scope.state <> 'left out'
    union all
    select source, scope, 'record_skipped', null, count(*)
    from core.skipped_record
    group by source, scope
    union all
    select source, null, 'work_item_set_aside', null, count(*)
    from core.set_aside
    group by source
),
finding_here as (
    select place.*, finding.doubt, finding.unread_from_at, finding.missing_count, place.item_count as of_count
    from finding
    inner join place on place.source = finding.source and place.scope = finding.scope
    union all
    select
        place.*, finding.doubt, finding.unread_from_at, finding.missing_count,
        sum(place.item_count) over (partition by place.source, finding.doubt, finding.missing_count)
    from finding
    inner join place on place.source = finding.source
    where finding.scope is null
)
select
    source,
    scope,
    coalesce(bit_or(flow.doubt_bit(doubt)) filter (where unread_from_at is not null), 0) as unread_bits,
    min(unread_from_at) as unread_from_at,
    coalesce(bit_or(flow.doubt_bit(doubt)) filter (where missing_count > 0), 0) as missing_bits,
    coalesce(
        max(greatest(1, 1000000 * missing_count // (missing_count + of_count)))
        filter (where missing_count > 0),
        0
    )::bigint as missing_millionths
from finding_here
group by source, scope
