-- What a waited working hour costs, by the organization file; null where it does not say so.
select cost_per_waited_hour, currency from core.organization
