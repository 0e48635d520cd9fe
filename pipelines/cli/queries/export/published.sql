-- What an export is made of.
select as_of, is_complete
from publish_info
