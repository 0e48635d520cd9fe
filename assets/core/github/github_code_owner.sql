-- Who has to review what, by a repository's CODEOWNERS, from when to when: dated from the first look on. Half-open;
-- to_at is infinite for the rules as they are. Of the rules that match a path the last counts.
-- One row per version of a repository's file, rule and owner.
-- view: core.code_owner
with version as (
    select
        source, id as repository_id, payload, fetched_at as from_at,
        lead(fetched_at, 1, 'infinity'::timestamp)
            over (partition by source, id order by fetched_at, walk, row) as to_at
    from landing.github_codeowners
),
rule as (
    select
        source, repository_id, from_at, to_at,
        unnest(from_json(payload -> 'rules', '[{"pattern": "VARCHAR", "owners": ["VARCHAR"]}]')) as r,
        generate_subscripts(
            from_json(payload -> 'rules', '[{"pattern": "VARCHAR", "owners": ["VARCHAR"]}]'), 1
        )
            as rule_number
    from version
    where payload is not null and to_at is distinct from from_at
)
select distinct source, repository_id, from_at, to_at, rule_number, r.pattern, lower(o) as owner
from rule, unnest(r.owners) as u (o)
