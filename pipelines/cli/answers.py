"""The answers that `baton explain` tells of as a whole: what each is called, and its parts' headings."""

from __future__ import annotations

from pipelines.cli.answer import Answer

LEFT_OUT = "Left out, and why"
LEFT_OUT_HANDOFFS = "Handoffs left out, and why"
LONGEST = "Which took longest: `baton explain KEY` tells its events"
WAITED = "Which waited longest, in the receiver's working hours: `baton explain KEY` tells its events"

ANSWERS = {
    "integration_ratio": Answer(
        "Integrated work against chains",
        {
            "ratios": "How many times as long several teams take, by method, with the 95 % interval",
            "units": "From which work",
            "left_out": LEFT_OUT,
            "longest": LONGEST,
        },
    ),
    "reorg_effect": Answer(
        "Whether reorganizations made their teams faster",
        {
            "effects": "How each was judged: lead times after it by those before, with the 95 % interval",
            "units": "From which work: chains by who had them first, weeks before and after",
            "left_out": LEFT_OUT,
            "longest": LONGEST,
        },
    ),
    "merge_option": Answer(
        "Which teams would best be put together, and what that would have saved",
        {
            "groups": "What would be inside, in working hours of the receivers",
            "pairs": "From which handoffs: those that waited in the window, inside the groups",
            "left_out": "Waits left out, and why",
            "longest": WAITED,
        },
    ),
    "ml_distance": Answer(
        "How far teams of machine learning are from users",
        {
            "origins": "From which tickets: what those begin with that a team first owned",
            "left_out": "Tickets left out, and why",
            "quarters": "By quarter, with the parts of the index of isolation",
            "longest": "Customers' tickets that took longest to it: `baton explain KEY` tells their events",
        },
    ),
    "independence_week": Answer(
        "What teams bring to production by themselves",
        {
            "teams": "By team: the four weeks up to that week",
            "units": "From which pull requests: those merged in these weeks",
            "left_out": "Deployments of these weeks left out, and why",
            "longest": LONGEST,
        },
    ),
    "platform_service": Answer(
        "Shared platforms as the exception: how they serve, and what looks like one",
        {
            "teams": "How every team is asked, and within how many working hours 85 % is done",
            "requesters": "From whose requests",
            "left_out": LEFT_OUT_HANDOFFS,
            "longest": WAITED,
        },
    ),
    "interaction_mode": Answer(
        "How pairs of teams work together",
        {
            "pairs": "What the modes rest on",
            "units": "From which pairs and work items",
            "left_out": LEFT_OUT_HANDOFFS,
            "longest": "Which were handed over most: `baton explain KEY` tells their events",
        },
    ),
}
