-- Is integrated work faster? How many times as long work takes that several teams did (chains) as work of one team
-- (integrated), matched in several ways, with its interval; and what the whole portfolio could gain at most if nothing ever
-- waited between teams, in a sentence that claims no more than its level carries. What is open counts as what it is so far.
-- Matching on size tells an association, no cause: hard work is given to several teams by its nature.
-- One row per method, stratum and dose; and one of method portfolio.
-- key: method, stratum, dose
-- column method: raw; by size; by size and type; landmark (by size, by the teams of the first five business days, what is left after these); rmst (by size, means up to 13 weeks instead of medians); regression (a check of these: of log hours by class, log size, type, priority and quarter of creation); portfolio (all chains together)
-- column stratum: * for all, or one size bucket, with its type
-- column dose: how many teams a chain took: ≥2 (all), 2, 3 or 4+, each against one; * in the portfolio
-- column unit: what is compared: epic (where at least 60 % of tickets have one), else chain, or ticket where no ticket blocks another
-- column chain_count: units that several teams did, open and cancelled ones too; over strata, of those in which both classes have a median; in the regression, of those whose size is in a measure that 20 have
-- column integrated_count: the same of one team
-- column median_chain_hours: Kaplan-Meier median from creation to the last completion; over strata, their weighted geometric mean
-- column median_integrated_hours: the same of integrated units
-- column mean_chain_hours: mean, each counted up to 13 weeks at most (method rmst); null where none could be watched so long
-- column mean_integrated_hours: the same of integrated units
-- column ratio: chains by integrated: how many times as long
-- column ratio_low: lower end of its 95 % interval, by epics, or chains without one (the regression's by its sandwich of these); null with fewer than 20 units in a class
-- column ratio_high: upper end of it
-- column is_shown: whether the ratio may be quoted: known, of at least 20 units in each class, and without mixed signs
-- column is_too_few: fewer than 20 units in a class; for an interval narrower than 2.5 times it takes 50
-- column has_mixed_signs: of the strata with 5 units in each class, some have slower chains and some faster; of raw, also where matching on size turns it round
-- column handoff_tax: waiting between teams that are no shared platform, as a share of lead time, of what is done or open: of all chains (portfolio), or of the units of several teams (raw)
-- column handoff_tax_with_platform: the same with shared platform teams
-- column handoff_tax_finished_only: of finished chains alone; too low, since the slowest are not finished
-- column handoff_tax_finished_only_with_platform: the same with shared platform teams
-- column wait_open_over_13_weeks_share: part of the waiting in handoff_tax that is in handoffs open for more than 13 weeks: look whether these are forgotten
-- column wait_business_hours: of the portfolio: the waiting in handoff_tax, in working hours of the receivers, over all of history
-- column wait_cost: the same by the rate of the organization file (costs.per_waited_hour): what it costs that work waits, by your own reckoning, and no pay that anybody would save; null where it has no rate
-- column currency: of wait_cost, as the organization file names it; null where it has no rate
-- column speed_up_bound: 1 / (1 - handoff_tax): without any waiting between teams work would be faster by so many times at most
-- column speed_up_bound_with_platform: the same with shared platform teams
-- column speed_up_bound_finished_only: from finished chains alone; too low
-- column speed_up_bound_finished_only_with_platform: the same with shared platform teams
-- column claim_level: what is claimed: L0 description, L1 association after matching, L2 with the bound, L3 with what a reorganization did that made one team of several, next to other teams; null if nothing
-- column sentence: the claim in plain words; in the portfolio alone
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with unit_kind as (
    select
        case
            when bool_or(unit.is_epic) then 'epic'
            when max(size.ticket_count) > 1 then 'chain'
            else 'ticket'
        end as kind
    from flow.work_unit as unit
    left join flow.chain_size as size on size.root_number = unit.unit_number
),
trust as (
    select grade, doubts from flow.team_trust
    where population = 'queue' and period = 'all' and team_id = '*'
)
select
    found.method,
    found.stratum,
    found.dose,
    unit_kind.kind as unit,
    found.chain_count,
    found.integrated_count,
    found.median_chain_hours,
    found.median_integrated_hours,
    found.mean_chain_hours,
    found.mean_integrated_hours,
    found.ratio,
    found.low as ratio_low,
    found.high as ratio_high,
    found.is_shown,
    found.is_too_few,
    found.has_mixed_signs,
    class_tax.tax as handoff_tax,
    class_tax.tax_with_platform as handoff_tax_with_platform,
    null::double as handoff_tax_finished_only,
    null::double as handoff_tax_finished_only_with_platform,
    null::double as wait_open_over_13_weeks_share,
    null::double as wait_business_hours,
    null::double as wait_cost,
    null::varchar as currency,
    class_tax.bound as speed_up_bound,
    class_tax.bound_with_platform as speed_up_bound_with_platform,
    null::double as speed_up_bound_finished_only,
    null::double as speed_up_bound_finished_only_with_platform,
    null::varchar as claim_level,
    null::varchar as sentence,
    trust.grade,
    trust.doubts
from flow.integration_ratio as found
cross join unit_kind
cross join trust
left join flow.class_tax as class_tax
    on class_tax.dose = found.dose and found.method = 'raw' and found.stratum = '*'
union all by name
select
    'portfolio' as method,
    '*' as stratum,
    '*' as dose,
    portfolio.tax as handoff_tax,
    portfolio.tax_with_platform as handoff_tax_with_platform,
    portfolio.finished_tax as handoff_tax_finished_only,
    portfolio.finished_tax_with_platform as handoff_tax_finished_only_with_platform,
    portfolio.long_wait_share as wait_open_over_13_weeks_share,
    portfolio.wait_business_hours,
    core.waited_cost(portfolio.wait_business_hours) as wait_cost,
    core.currency() as currency,
    portfolio.bound as speed_up_bound,
    portfolio.bound_with_platform as speed_up_bound_with_platform,
    portfolio.finished_bound as speed_up_bound_finished_only,
    portfolio.finished_bound_with_platform as speed_up_bound_finished_only_with_platform,
    claim.claim_level,
    claim.sentence,
    trust.grade,
    trust.doubts
from flow.portfolio_tax as portfolio
cross join flow.integration_claim as claim
cross join trust
order by method, stratum, dose
