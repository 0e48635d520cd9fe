-- Pairs of accounts that may be one person's, the likeliest first.
select *
from core.identity_review
order by similarity desc, source, account_id, other_source, other_account_id
