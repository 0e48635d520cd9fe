-- Every account in the organization file exists on its source (a misspelt one has no history).
-- asset: core.account
-- blocking: no
select source, account_id, person_id from core.account where not is_seen order by all
