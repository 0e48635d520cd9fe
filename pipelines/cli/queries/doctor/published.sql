-- What was published last.
select organization, as_of, is_complete
from publish_info
