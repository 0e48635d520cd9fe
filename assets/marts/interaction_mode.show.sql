select
    quarter_starts_on,
    team_id,
    other_team_id,
    mode,
    mode_quarter_count,
    is_finding,
    sentence
from marts.interaction_mode
where is_complete_quarter and mode is not null
order by quarter_starts_on desc, item_count desc
limit 20
