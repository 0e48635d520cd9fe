-- Who has to review what, by a repository's rules of code ownership, from when to when: dated from the first look on.
-- Half-open; to_at is infinite for the rules as they are. Of the rules that match a path the last counts.
-- One row per version of a repository's rules, rule and owner.
-- key: source, repository_id, from_at, rule_number, owner
select * from core.github_code_owner
