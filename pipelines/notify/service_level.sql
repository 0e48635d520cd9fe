select null::varchar as team_id, null::varchar as target, null::varchar as sentence where false
