-- Chains that are not compared, by reason.
select
    case
        when not is_observed then 'began before the history of all sources is complete'
        when class not in ('chain', 'integrated') then class
        when class is null then 'done where its history begins'
        when $unit = 'epic' then 'in no epic, which are compared'
        else 'written down afterwards'
    end as reason,
    count(*) as chain_count
from chain
where
    not is_unit
    and not coalesce(
        $unit = 'epic' and epic_key is not null and is_observed and class in ('chain', 'integrated'), false
    )
group by reason
order by chain_count desc, reason
