-- Be the one that writes to the schema $1, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('baton ' || $1, 0))::text
