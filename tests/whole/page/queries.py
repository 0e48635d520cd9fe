"""By table of the page: how each column is written, and a query of its own for what the published tables say.

WEEK is the Monday of the page's week; TEAM is that of a team's page, or the one of data.
"""

from __future__ import annotations

WEEK = "(select max(week_starts_on) from week where is_complete_week)"
MEDIAN = ", ".join(
    f"case when is_p50_shown then {name} end" for name in ("p50_hours", "p50_low_hours", "p50_high_hours")
)
POOLED = f"period = '13 weeks' and target = 'touch' and clock = 'business' and period_ends_on <= {WEEK} + 7"


def trend(giver: str, receiver: str) -> tuple[str, str]:
    return (
        "dccnnn%yt",
        f"select period_ends_on, handoff_count, open_count, {MEDIAN}, picked_up_by_tau_share, is_mature, "
        f"grade from handoff_trend where {POOLED} and layer = '*' and origin = '*' "
        f"and from_team = '{giver}' "
        f"and to_team = '{receiver}' and is_p50_shown and datediff('day', period_ends_on, {WEEK}) < 539 "
        "order by period_ends_on desc",
    )


def pairs(having: str) -> tuple[str, str]:
    return (
        "ttcccnnn%yt",
        f"select from_team_name, to_team_name, handoff_count, picked_up_count, open_count, {MEDIAN}, "
        f"picked_up_by_tau_share, is_mature, grade from handoff_trend where {POOLED} and layer = '*' "
        f"and origin = '*' and period_ends_on = {WEEK} + 7 "
        "and left(from_team, 1) <> '*' and left(to_team, 1) <> '*' "
        f"and {having} order by handoff_count desc, from_team, to_team",
    )


def velocity(of: str) -> tuple[str, str]:
    past = (
        "(select case when count(*) = 13 then quantile_cont(past.completed_count, {}) end "
        "from velocity_week as past where past.team_id = mine.team_id and past.is_complete_week "
        "and past.week_starts_on between mine.week_starts_on - 91 and mine.week_starts_on - 7)"
    )
    events = (
        "(select count(*) > 0 from organization_event as event where event.kind = '{}' "
        "and event.team_id = mine.team_id and event.week_starts_on = mine.week_starts_on)"
    )
    return (
        "ttcncDcnnyyt",
        f"select team_name, iso_week, completed_count, points, unestimated_count, lead_hours_p50, "
        f"pull_request_merged_count, {past.format(0.25)}, {past.format(0.75)}, "
        f"{events.format('reorganization')}, {events.format('holiday')}, grade from velocity_week as mine "
        f"where {of} and week_starts_on between {WEEK} - 175 and {WEEK} "
        "order by team_name desc, team_id desc, week_starts_on desc",
    )


def forecasts(of: str) -> tuple[str, str]:
    return (
        "tcwwwdyn%ctt",
        "select f.team_name, f.item_count, f.p50_weeks, f.p85_weeks, f.p95_weeks, "
        "f.counts_from_on + cast(7 * f.p85_weeks as integer), f.is_growing, f.clear_with_arrivals_weeks, "
        "case when b.is_share_shown then b.met_share end, b.tried_count, "
        "concat(f.unknown_because, case when f.is_too_few_weeks then ' fewer than 8 weeks of history' end), "
        "f.grade from forecast as f left join (from forecast_backtest where percentile = 85 "
        "and window_weeks = 8 and items = 'open') as b on b.team_id = f.team_id "
        f"where f.items = 'open' and f.window_weeks = 8 and {of} and f.week_starts_on = "
        f"(select max(week_starts_on) from forecast where week_starts_on <= {WEEK} + 7) order by 1",
    )


def grades(of: str) -> tuple[str, str]:
    counts = ", ".join(f"count(*) filter (where grade = '{grade}')" for grade in "ABCD")
    counts += ", count(*) - count(grade)"
    return (
        "tccccc",
        " union all ".join(
            f"select '{table}', {counts} from {table} where {'true' if table == 'handoff' else of}"
            for table in ("handoff", "queue_item", "team_week", "velocity_week")
        ),
    )


def open_handoffs(of: str) -> tuple[str, str]:
    return (
        "ttttmDnt",
        "select work_item_key, kind, from_team_name, to_team_name, released_at_local, open_hours, "
        f"elapsed_business_hours, grade from handoff where outcome = 'open' and is_observed and {of} "
        "order by open_hours desc, handoff_id limit 15",
    )


RATIOS = (
    "select method, dose, chain_count, integrated_count, case when is_shown then ratio end, "
    "case when is_shown then ratio_low end, case when is_shown then ratio_high end, "
    "case when is_too_few then 'too few' else '' end || case when has_mixed_signs then ' mixed signs' "
    "else '' end, grade from integration_ratio where stratum = '*' and method {} order by all"
)

# What only the whole page has.
WHOLE = {
    "pair": pairs("true"),
    "wait_trend": trend("*", "*non-platform"),
    "wait_trend_data": trend("*", "data"),
    "portfolio": (
        "%%%rrr%t",
        "select handoff_tax, handoff_tax_with_platform, handoff_tax_finished_only, speed_up_bound, "
        "speed_up_bound_with_platform, speed_up_bound_finished_only, wait_open_over_13_weeks_share, grade "
        "from integration_ratio where method = 'portfolio'",
    ),
    "ratio": ("ttccrrrtt", RATIOS.format("= 'by size and type'")),
    "ratio_by_method": ("ttccrrrtt", RATIOS.format("<> 'portfolio'")),
    "velocity": velocity(f"team_id in (select team_id from velocity_week where week_starts_on = {WEEK})"),
    "open_handoff": open_handoffs("true"),
    "forecast": forecasts("true"),
    "grade": grades("true"),
}


def of_team(team: str) -> dict[str, tuple[str, str]]:
    """What only a team's page has."""
    return {
        "pair": pairs(f"'{team}' in (from_team, to_team)"),
        "wait_trend_to": trend("*", team),
        "wait_trend_from": trend(team, "*"),
        "velocity": velocity(f"team_id = '{team}'"),
        "open_handoff": open_handoffs(f"'{team}' in (from_team, to_team)"),
        "forecast": forecasts(f"f.team_id = '{team}'"),
        "grade": grades(f"team_id = '{team}'"),
    }


def queue_of(team: str) -> dict[str, tuple[str, str]]:
    """The queue of a team, on its page, and that of data on the whole one."""
    ages = "case " + " ".join(
        f"when age_in_team_hours < {days * 24} then {place}"
        for place, days in enumerate([1, 3, 7, 14, 28, 91])
    )
    spans = ["up to a day", "1 to 3 days", "3 to 7 days", "1 to 2 weeks", "2 to 4 weeks", "4 to 13 weeks"]
    spans += ["more than 13 weeks"]
    return {
        "queue_week": (
            "tccccccccDDDct",
            "select iso_week, open_start_count, arrival_count + transfer_in_count, completed_count, "
            "cancelled_count, transfer_out_count, open_end_count - open_start_count - arrival_count "
            "- transfer_in_count + completed_count + cancelled_count + transfer_out_count, open_end_count, "
            "queue_count, age_in_team_hours_p50, age_in_team_hours_p85, age_in_team_hours_max, "
            "(select count(distinct happened_on) from organization_event as event where kind = 'holiday' "
            "and event.team_id = mine.team_id and event.week_starts_on = mine.week_starts_on), grade "
            f"from team_week as mine where team_id = '{team}' "
            f"and week_starts_on between {WEEK} - 175 and {WEEK} + 7 order by week_starts_on desc",
        ),
        "queue_trend": (
            "dccnnn%yt",
            f"select period_ends_on, arrival_count, open_count, {MEDIAN}, picked_up_by_tau_share, "
            f"is_mature, grade from queue_trend where {POOLED} and team_id = '{team}' "
            "and requester_team = '*' and is_p50_shown "
            f"and datediff('day', period_ends_on, {WEEK}) < 539 order by period_ends_on desc",
        ),
        "requester": (
            "tcDcc%%t",
            "select requester_team_name, open_end_count, age_in_team_hours_max, demand_13_weeks_count, "
            "completed_13_weeks_count, case when is_share_shown then demand_share end, "
            "case when is_share_shown then service_share end, grade from team_week_requester "
            f"where team_id = '{team}' and week_starts_on = {WEEK} "
            "and open_end_count + demand_13_weeks_count > 0 "
            "order by open_end_count desc, demand_13_weeks_count desc, requester_team",
        ),
        "age": (
            "tccc",
            "select span, count(*) filter (where state = 'queue'), "
            "count(*) filter (where state = 'wip'), count(*) filter (where state = 'blocked') "
            f"from (select unnest({spans}) as span, unnest(range(7)) as place) left join "
            f"(select {ages} else 6 end as place, state from queue_item where team_id = '{team}') "
            "using (place) group by place, span order by place",
        ),
        "oldest_item": (
            "tttDDct",
            "select work_item_key, state, requester_team_name, age_in_team_hours, idle_hours, "
            f"blocked_item_count, grade from queue_item where team_id = '{team}' "
            "order by queue_rank limit 8",
        ),
        "service_level": (
            "ttcnn%%yt",
            "select target, case requester_class when '*' then 'all' else requester_class end, "
            "arrival_count, case when is_p85_shown then p85_business_hours end, promised_business_hours, "
            "promised_share, case when is_attainment_shown then attainment_share end, is_promise_kept, "
            f"grade from service_level where team_id = '{team}' and is_latest and period = '13 weeks' "
            "and promised_business_hours is not null order by target desc, requester_class",
        ),
    }


EVERYWHERE = {
    "finding": (
        "tttcc%yt",
        "select source, kind, subject, found_count, of_count, found_share, is_doubtful, message "
        "from data_quality order by is_doubtful desc, found_share desc nulls last, kind, source, subject",
    ),
    "source": (
        "ttccmc",
        "select source, kind, scope_count, whole_scope_count, oldest_whole_at, skipped_count "
        "from source order by source",
    ),
}
