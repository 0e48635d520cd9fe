-- How many pairs of accounts may be one person's.
select count(*) as pair_count
from core.identity_review
