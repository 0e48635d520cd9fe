-- Chains that are not compared, by reason.
with what as (
    select coalesce(any_value(unit), 'chain') as unit from integration_ratio
)
select
    case
        when not is_observed then 'began before the history of all sources is complete'
        when class not in ('chain', 'integrated') then class
        when class is null then 'done where its history begins'
        when what.unit = 'epic' then 'in no epic, which are compared'
        else 'written down afterwards'
    end as reason,
    count(*) as chains
from chain
cross join what
where
    not is_unit
    and not coalesce(
        what.unit = 'epic' and epic_key is not null and is_observed
        and class in ('chain', 'integrated'), false
    )
group by reason
order by chains desc, reason
