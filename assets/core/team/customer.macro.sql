-- The pseudo-owner of what waits for a customer.
create or replace macro core.customer() as (
    'CUSTOMER'
)
