"""What a walk says of what it could not read: the sentences that whoever reads a run's report sees."""

from __future__ import annotations

BOARDS_UNTOLD = (
    "what project boards said of issues before the first look at them is unknown: the server does not tell,"
    " or the token may not read it (scope read:project, or an app's permission Projects: read)"
)
TEAMS_HIDDEN = (
    "which teams were asked for reviews is unknown, the token may not read teams"
    " (scope read:org, or an app's permission Members: read)"
)
ARCHIVED_UNSEEN = (
    "what is archived on its project boards is not shown by this version of the server, and looks as if it"
    " had been taken off them"
)
UNSEEN = (
    "open issues were not looked at for references, sub-issues, blockers and deleted comments, which do not"
    " move their last change"
)
