-- Every version of each team's weekly figures that was published, in the order of publication, up to as_of: what they
-- were, the work items behind them, and what had changed since the version before. A version was landed only where it
-- differs from the one before it. Figures that are all null say that the row is published no more.
-- items, and waits apart, are lines: column, work item and amount.
-- One row per table, team, week and version.
-- key: table_name, team_id, week_starts_on, version_number
select
    payload ->> 'table_name' as table_name,
    payload ->> 'team_id' as team_id,
    try_cast(payload ->> 'week_starts_on' as date) as week_starts_on,
    row_number() over (partition by id order by fetched_at, walk, row) as version_number,
    row_number() over (partition by id order by fetched_at desc, walk desc, row desc) = 1 as is_newest,
    updated_at as reported_as_of,
    from_json(payload -> 'figures', '"MAP(VARCHAR, DOUBLE)"') as figures,
    payload ->> 'items' as items,
    payload ->> 'waits' as waits,
    from_json(
        payload -> 'changes', '[{"column_name": "VARCHAR", "cause": "VARCHAR", "work_item_kind": "VARCHAR",
        "work_item": "VARCHAR", "change": "DOUBLE", "value_before": "DOUBLE", "value_after": "DOUBLE"}]'
    )
        as changes
from landing.weekly_figure
where id <> 'organization' and updated_at <= core.as_of()
