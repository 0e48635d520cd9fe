"""What is not known about who people are, as warnings: it is counted and shown, and never guessed."""

from assets.checks import check_of

accounts_have_teams = check_of(
    "core/account_without_team",
    "accounts_have_teams",
    """
    select
        case when is_in_file then 'in no team at that time' else 'not in the organization file' end as what,
        count(*) as accounts,
        sum(event_count)::bigint as events,
        round(100 * sum(event_share), 1) as percent_of_events
    from core.account_without_team
    group by all
    order by all
    """,
    "All that people do is done for a team; found: accounts without one, and the work behind them.",
    blocking=False,
)

identities_are_settled = check_of(
    "core/identity_review",
    "identities_are_settled",
    "select reason, count(*) as pairs from core.identity_review group by all order by all",
    "No two accounts look like one person's without being joined; data/review/identities.csv has the pairs.",
    blocking=False,
)
