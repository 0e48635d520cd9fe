-- Pull requests that belong to no ticket. Their item numbers are below zero, so that they stand beside those of tickets.
-- One row per such pull request.
-- key: source, pull_request_id
select
    pull.source,
    pull.pull_request_id,
    pull.author,
    -row_number() over (order by pull.source, pull.pull_request_id) as item_number
from core.pull_request as pull
anti join core.link as link
    on link.source = pull.source and link.pull_request_id = pull.pull_request_id
