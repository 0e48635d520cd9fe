-- Pull requests and their stages, which add up from the first commit to the merge. A stage that did not happen is null.
-- One row per pull request.
-- key: source, pull_request_id
-- column source: configured name of the GitHub host
-- column pull_request_id: the vendor's immutable id
-- column pull_request_key: repository and number
-- column pull_request_url: where to read it
-- column opened_by: who opened it: human, agent or bot; null where the account is gone
-- column state: open, closed or merged at as_of
-- column is_observed: false where it was opened before the history of its source is complete: its stages are not all known
-- column team_id: the author's team (an agent's is its principal's) at the merge (of one that is not merged: at as_of); null where unknown
-- column team_name: what that is called
-- column created_at: opened, UTC
-- column ready_at: last left draft before the first response, else opened, UTC
-- column merged_at: UTC; null unless merged
-- column coding_hours: first commit authored to ready; null where a commit's date is from before there was git
-- column draft_hours: opened to ready, inside coding
-- column pickup_hours: ready to the first response of a human who is not the author
-- column pickup_business_hours: the same in working hours of the responder's team
-- column review_hours: first response to the last approval before the merge
-- column merge_hours: that approval to the merge
-- column total_hours: first commit authored to the merge
-- column is_unreviewed: nobody but the author and bots responded; null where only deleted accounts did, or where its events are not known
-- column is_cross_team_review: a review was asked of another team
-- column ticket_count: tickets that it names
-- column work_type: bug or feature, by the types of the tickets that it is surest to belong to; unknown where it belongs to none
-- column added_line_count: lines that it adds; null, as are all its sizes, in a look back at before its last change
-- column deleted_line_count: lines that it deletes
-- column changed_file_count: files that it changes
-- column size_bucket: by lines added and deleted: XS below 10, S below 30, M below 100, L below 500, XL below 1,000, XXL
-- column deployed_at: when it reached production, UTC: the first successful deployment there that contains the merge; null until then, and where that is not known
-- column is_deployment_observed: whether its repository tells of deployments since the merge: if not, nobody knows; null unless merged
-- column merge_to_production_hours: merge to deployed_at
-- column lead_hours: first commit authored to deployed_at: DORA's lead time for changes
-- column review_round_count: how often changes were asked for, pushed or answered, and looked at again; null where its events are not all known
-- column user_reported_at: of one that a team of kind ml merged: when a user first reported about it after that, in a ticket that is linked with one of its tickets or is one; UTC
-- column user_report_key: which ticket that is
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    stage.source,
    stage.pull_request_id,
    pull.key as pull_request_key,
    pull.url as pull_request_url,
    opening.opened_by,
    stage.state,
    stage.is_observed,
    stage.team_id,
    marts.team_name(stage.team_id) as team_name,
    pull.created_at,
    stage.ready_at,
    stage.merged_at,
    stage.coding_hours,
    stage.draft_hours,
    stage.pickup_hours,
    stage.pickup_business_hours,
    stage.review_hours,
    stage.merge_hours,
    stage.total_hours,
    stage.is_unreviewed,
    exists(
        select 1 from flow.review_request as review
        where review.source = stage.source and review.pull_request_id = stage.pull_request_id
    ) as is_cross_team_review,
    (
        select count(*) from core.link as link
        where link.source = stage.source and link.pull_request_id = stage.pull_request_id
    )::bigint as ticket_count,
    coalesce(work_type.work_type, 'unknown') as work_type,
    pull.additions as added_line_count,
    pull.deletions as deleted_line_count,
    pull.changed_file_count,
    case
        when pull.additions + pull.deletions < 10 then 'XS'
        when pull.additions + pull.deletions < 30 then 'S'
        when pull.additions + pull.deletions < 100 then 'M'
        when pull.additions + pull.deletions < 500 then 'L'
        when pull.additions + pull.deletions < 1000 then 'XL'
        when pull.additions + pull.deletions >= 1000 then 'XXL'
    end as size_bucket,
    delivery.deployed_at,
    delivery.is_observed as is_deployment_observed,
    epoch(delivery.deployed_at - delivery.merged_at) / 3600 as merge_to_production_hours,
    epoch(delivery.deployed_at - delivery.first_commit_at) / 3600 as lead_hours,
    case
        when stage.is_observed and stage.is_unreviewed is not null
            then coalesce(round.round_count, 0)
    end as review_round_count,
    change.reported_at as user_reported_at,
    report.key as user_report_key,
    trust.grade,
    trust.doubts
from flow.pull_request_stage as stage
inner join core.pull_request as pull
    on pull.source = stage.source and pull.pull_request_id = stage.pull_request_id
left join
    (
        select source, pull_request_id, count(*)::bigint as round_count
        from flow.review_round
        group by source, pull_request_id
    ) as round
    on round.source = stage.source and round.pull_request_id = stage.pull_request_id
left join flow.work_opening as opening
    on opening.work_item_kind = 'pull_request' and opening.source = stage.source
    and opening.work_item_id = stage.pull_request_id
left join flow.pull_request_delivery as delivery
    on delivery.source = stage.source and delivery.pull_request_id = stage.pull_request_id
left join flow.work_type as work_type
    on work_type.source = stage.source and work_type.pull_request_id = stage.pull_request_id
left join flow.ml_change as change
    on change.source = stage.source and change.pull_request_id = stage.pull_request_id
left join core.ticket as report on report.ticket_number = change.report_number
left join flow.item_trust as trust
    on trust.work_item_kind = 'pull_request' and trust.source = stage.source
    and trust.work_item_id = stage.pull_request_id
order by pull.created_at, stage.source, stage.pull_request_id
