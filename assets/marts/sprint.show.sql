select
    name,
    team_id,
    committed_count,
    kept_count,
    added_count,
    removed_count,
    unfinished_count,
    round(say_do_items, 2) as say_do_items,
    round(say_do_points, 2) as say_do_points,
    round(vendor_ratio, 2) as vendor_ratio,
    grade
from marts.sprint
where state = 'closed' and team_id = '*'
order by completed_at desc, name
limit 16
