-- No two accounts look like one person's without being joined; data/review/identities.csv has the pairs.
-- asset: core.identity_review
-- blocking: no
select reason, count(*) as pairs from core.identity_review group by all order by all
