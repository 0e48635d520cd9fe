-- The instant from which the published tables look.
select as_of, is_complete
from publish_info
