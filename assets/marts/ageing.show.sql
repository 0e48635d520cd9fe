select
    team_id,
    ageing_rank,
    work_item_key,
    state,
    age_business_hours,
    p85_business_hours,
    is_over_p85
from marts.ageing
where ageing_rank <= 3
order by team_id, ageing_rank
