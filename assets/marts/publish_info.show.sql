select publish_id, as_of, is_complete, ticket_count, pull_request_count, handoff_count
from marts.publish_info
