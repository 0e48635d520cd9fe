-- What may be doubted of a row, in the order in which it is listed: kinds of findings of data_quality (metrics: trust).
create or replace macro flow.doubt_names() as (
    [
        'account_without_team', 'agent_without_principal', 'blocker_undated', 'chain_broken',
        'close_undated', 'estimate_missing', 'history_late', 'history_without_author', 'member_elsewhere',
        'ownership_conflict', 'pull_request_unlinked', 'record_skipped', 'scope_not_whole', 'scope_stale',
        'status_without_meaning', 'team_value_unclaimed', 'work_item_set_aside'
    ]
)
