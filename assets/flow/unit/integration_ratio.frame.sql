-- How many times as long work takes that several teams did (flow.work_unit: class chain) as work of one team, by method: raw;
-- by size (medians within each size bucket, put together); by size and type (a bucket's types with at least five units of
-- each class apart, its others together); landmark (by size; by the teams of the first five business days, what is left
-- after these); rmst (by size; means up to 13 weeks, where each class could be watched so long). dose is how many teams:
-- 2, 3, 4+, or all of these together (≥2), each against one. In stratum * of a method by strata, hours are those of which
-- the ratio is made: weighted geometric means over the strata in which both classes have a median.
-- low and high are the ends of a 95 % interval by a bootstrap of epics, or chains without one; null with fewer than 20
-- units in a class. is_too_few says so. has_mixed_signs: of the size buckets with five units of each class, some have
-- chains slower and some faster.
-- One row per method, stratum and dose.
-- key: method, stratum, dose
select
    unit.unit_number,
    unit.cluster_number,
    unit.state = 'done' as is_done,
    unit.team_count,
    coalesce(unit.landmark_team_count, 0) as landmark_team_count,
    unit.size_bucket,
    unit.size_measure,
    unit.size,
    unit.type,
    unit.priority,
    strftime(date_trunc('quarter', core.local_time(unit.created_at)), '%Y-%m') as quarter,
    unit.hours,
    coalesce(unit.landmark_hours, 0) as landmark_hours,
    epoch(core.as_of() - unit.created_at) / 3600 as follow_up
from flow.work_unit as unit
where unit.hours > 0
order by unit.unit_number
