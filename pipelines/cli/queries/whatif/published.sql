-- What a published what-if supposes, and as of when it is.
select what_if, as_of
from publish_info
