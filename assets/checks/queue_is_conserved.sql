-- What was open, plus what came in, minus what went out, is what is open: no history is lost.
-- asset: marts.team_week
-- blocking: yes
select week_starts_on, team_id, open_start_count, open_end_count
from marts.team_week
where open_end_count <> open_start_count + arrival_count + transfer_in_count + relabel_in_count
    + reopened_count - transfer_out_count - relabel_out_count - completed_count - cancelled_count
    - gone_count
    or queue_count + wip_count + blocked_count <> open_end_count
