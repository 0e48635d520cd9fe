-- What happened on a pull request, in one set of words: opened, commit, review, comment, review_requested,
-- review_request_removed, review_dismissed, ready_for_review, convert_to_draft, closed, reopened, merged, force_pushed, base_changed,
-- labeled, unlabeled, assigned, unassigned, milestoned, demilestoned, auto_merge_enabled, auto_merge_disabled,
-- queued, unqueued (the merge queue), linked, unlinked, mentioned, deployed. `subject` is a label, milestone, branch,
-- environment, or the account that was assigned.
-- is_code_owner is whether somebody is asked as a code owner: known while the review is waited for, null otherwise.
-- co_authors are whom a commit's trailers name, by account or by the digest of an address; mentions are the digests of the
-- logins that a comment mentions.
-- A commit happens when it was committed; a review when it was submitted. A ghost's account is null. event_number is an
-- event's place in the source's own order, which tells those of one second apart.
-- One row per event.
-- key: source, pull_request_id, event_id
select * from core.github_pull_request_event
union all by name
select
    source,
    pull_request_id,
    'opened ' || pull_request_id as event_id,
    0 as event_number,
    'opened' as kind,
    created_at as happened_at,
    author as account_id
from core.latest_pull_request
