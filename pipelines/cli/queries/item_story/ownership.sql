-- Who had the ticket, and why each interval began.
select *
from ownership
where $kind = 'ticket' and source = $source and ticket_id = $id
order by from_at
