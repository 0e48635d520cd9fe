-- Which teams would best be put together, and what that would have saved: the partition into teams of limited size that
-- has most of the working hours of waits between teams inside its groups. Read the row * first: its sentence is the verdict,
-- and no row is a recommendation unless is_clear. A window of 26 weeks up to now, or as far back as all histories are whole.
-- One row per group of the best partition, of one team where that stays as it is; and one for the whole partition (*).
-- key: group_id
-- column group_id: the ids of its teams, joined by +, or * for the whole partition
-- column team_ids: the teams of the group, with commas between; shared platforms are in none
-- column team_names: what they are called, in the same order
-- column team_count: how many teams they are
-- column merged_group_count: of the whole partition: groups of two or more teams
-- column people_count: members at as_of; null where nobody is known to be in one of the teams, which then stays alone
-- column largest_team_count: no group has more people (organization file: merges.largest_team)
-- column window_starts_on: first day of the window, in the organization's time zone
-- column window_weeks: how long the window is
-- column wait_business_hours: working hours (of the receiver) of waits between teams of the group in the window, what still waits as long as it has; for *, inside all groups
-- column review_business_hours: part of it that is waits for reviews: a merger changes these less
-- column handoff_count: handoffs behind it
-- column movable_business_hours: waits between all teams that are no shared platform: what mergers could move
-- column platform_business_hours: waits for and of shared platforms beside them, which no merger is looked for to move
-- column internal_share: wait_business_hours as part of movable_business_hours
-- column internal_share_with_platform: the same as part of both
-- column saved_business_hours: what of the wait would not have been, if the receiver had served the giver as its own members; null where that is assumed
-- column saved_low_business_hours: lower end of it: of the share's 90 % interval, or a quarter where the share is assumed
-- column saved_high_business_hours: upper end of it: of that interval, or three quarters
-- column saved_low_share: lower end as part of wait_business_hours
-- column saved_high_share: upper end of that
-- column saved_cost: saved_business_hours by the rate of the organization file (costs.per_waited_hour): what it cost that work waited, by your own reckoning, and no pay that anybody would save; null where it has no rate
-- column saved_low_cost: saved_low_business_hours by it
-- column saved_high_cost: saved_high_business_hours by it
-- column currency: of these, as the organization file names it; null where it has no rate
-- column basis: what the shares rest on: internal requests, assumed (too few of them), or partly assumed
-- column other_half_business_hours: of *: what partitions that one half of the work chose have inside in the other half; where it is far below wait_business_hours, the choice is chance
-- column other_half_saved_low_business_hours: lower end of what these would save, 90 %, resampled by chains of work
-- column other_half_saved_high_business_hours: upper end of it
-- column stability_share: resamples (by chains of work) in which the group, or the whole partition, comes out the same
-- column third_team_count: other teams that wait for teams of the group, and would go on to
-- column third_team_business_hours: working hours that they waited in the window; for *, what stays between groups
-- column third_team_handoff_count: handoffs behind it
-- column split_pool_prices: for each team, in the same order, how many times as long those who ask it would wait if its people were spread singly over other teams, each loaded to 80 % (M/M/c): the price of splitting a pool, which the savings do not have
-- column reorganized_team_ids: those of the group that a reorganization changed within the window: the waits before it are those of what they were
-- column reorganized_team_names: what they are called
-- column is_clear: of *: whether the partition stands out: a merger in it, stability of at least 0.8, and other_half_saved_low_business_hours above 0; of a group: whether it is a merger in such a partition, and saved_low_business_hours is above 0
-- column sentence: the row in words
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    merge_group.group_id,
    array_to_string(merge_group.team_ids, ', ') as team_ids,
    array_to_string(merge_group.team_names, ', ') as team_names,
    merge_group.team_count,
    merge_group.merged_group_count,
    merge_group.people_count,
    o.largest_team::bigint as largest_team_count,
    core.local_time(flow.merge_window_from())::date as window_starts_on,
    epoch(core.as_of() - flow.merge_window_from()) / 604800 as window_weeks,
    merge_group.wait_business_hours,
    merge_group.review_business_hours,
    merge_group.handoff_count,
    merge_group.movable_business_hours,
    merge_group.platform_business_hours,
    merge_group.wait_business_hours / nullif(merge_group.movable_business_hours, 0) as internal_share,
    merge_group.wait_business_hours
    / nullif(merge_group.movable_business_hours + merge_group.platform_business_hours, 0)
        as internal_share_with_platform,
    merge_group.saved_business_hours,
    merge_group.saved_low_business_hours,
    merge_group.saved_high_business_hours,
    merge_group.saved_low_share,
    merge_group.saved_high_share,
    core.waited_cost(merge_group.saved_business_hours) as saved_cost,
    core.waited_cost(merge_group.saved_low_business_hours) as saved_low_cost,
    core.waited_cost(merge_group.saved_high_business_hours) as saved_high_cost,
    core.currency() as currency,
    merge_group.basis,
    merge_group.other_half_business_hours,
    merge_group.other_half_saved_low_business_hours,
    merge_group.other_half_saved_high_business_hours,
    merge_group.stability_share,
    merge_group.third_team_count,
    merge_group.third_team_business_hours,
    merge_group.third_team_handoff_count,
    array_to_string(
        list_transform(
            merge_group.split_pool_wait_ratios, lambda ratio: coalesce(format('{:.1f}', ratio), '?')
        ), ', '
    ) as split_pool_prices,
    array_to_string(merge_group.reorganized_team_ids, ', ') as reorganized_team_ids,
    array_to_string(merge_group.reorganized_team_names, ', ') as reorganized_team_names,
    merge_group.is_clear,
    merge_group.sentence,
    trust.grade,
    trust.doubts
from flow.merge_group as merge_group
cross join core.organization as o
left join flow.team_trust as trust
    on trust.population = 'handoff' and trust.period = 'all' and trust.team_id = '*non-platform'
order by merge_group.group_id
