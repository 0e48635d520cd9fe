"""What no single field of the organization file can say: names refer to something, once, and dates fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise

from pipelines.organization.calendar import countries
from pipelines.organization.messages import near
from pipelines.organization.model import Organization
from pipelines.organization.model_base import Dated
from pipelines.organization.succession import check_successions
from pipelines.organization.yaml_document import Document, Place, refer

Span = tuple[datetime, datetime]

_ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def check_references(organization: Organization, document: Document) -> None:
    """Report everything that does not fit to `document`."""
    _check_identifiers(organization, document)
    _check_teams(organization, document)
    _check_stays(organization, document)
    _check_possessions(organization, document)
    _check_accounts(organization, document)
    _check_calendars(organization, document)
    _check_statuses(organization, document)
    _check_merges(organization, document)
    check_successions(organization, document)


def _check_identifiers(organization: Organization, document: Document) -> None:
    for field, names in {
        "sources": [source.name for source in organization.sources],
        "calendars": [calendar.id for calendar in organization.calendars],
        "teams": [team.id for team in organization.teams],
        "people": [person.id for person in organization.people],
    }.items():
        count: Counter[str] = Counter()
        for at, name in enumerate(names):
            label = "name" if field == "sources" else "id"
            if count[name]:
                document.report((field, at, label), f"{name!r} is there already: each {label} once")
            count[name] += 1
    for at, source in enumerate(organization.sources):
        if source.name == "baton":
            document.report(("sources", at, "name"), "'baton' is Baton's own: choose another name")
        if not source.secrets:
            document.report(("sources", at, "token_env"), "is missing: name a token, or apps")
    for at, team in enumerate(organization.teams):
        if team.id.lower() in ("unowned", "customer", "requester"):
            document.report(("teams", at, "id"), f"{team.id!r} has a meaning of its own: choose another id")


def _check_teams(organization: Organization, document: Document) -> None:
    calendars = {calendar.id for calendar in organization.every_calendar()}
    people = {person.id for person in organization.people}
    agents = {account for accounts in organization.agents.values() for account in accounts}
    teams = {team.id for team in organization.teams}
    for at, team in enumerate(organization.teams):
        if team.calendar is not None:
            refer(document, ("teams", at, "calendar"), "the id of a calendar", team.calendar, calendars)
        _check_order(organization, document, ("teams", at), team)
        for position, stay in enumerate(team.members):
            place: Place = ("teams", at, "members", position)
            if stay.person is not None:
                refer(document, (*place, "person"), "the id of a person", stay.person, people)
            if stay.agent is not None:
                refer(document, (*place, "agent"), "an account under agents", stay.agent, agents)
            _check_order(organization, document, place, stay)
    for position, name in enumerate(organization.alerts.teams):
        refer(document, ("alerts", "teams", position), "the id of a team", name, teams)
    for status, owner in organization.statuses.owners.items():
        place = ("statuses", "owners", status)
        refer(
            document,
            place,
            "requester, customer or the id of a team",
            owner,
            teams | {"requester", "customer"},
        )


def _check_order(organization: Organization, document: Document, place: Place, part: Dated) -> None:
    begins, ends = _span(organization, part)
    if begins >= ends:
        document.report((*place, "to"), f"must be after from ({part.since}), found {part.until}")


def _span(organization: Organization, part: Dated) -> Span:
    return (
        _ALWAYS[0] if part.since is None else organization.instant(part.since),
        _ALWAYS[1] if part.until is None else organization.instant(part.until),
    )


def _within(span: Span, around: Span) -> Span:
    return max(span[0], around[0]), min(span[1], around[1])


def _check_stays(organization: Organization, document: Document) -> None:
    """One person is in one team at a time: what they do is that team's doing. A stay ends with its team."""
    stays = defaultdict(list)
    for at, team in enumerate(organization.teams):
        for position, stay in enumerate(team.members):
            begins, ends = _within(_span(organization, stay), _span(organization, team))
            stays[stay.person or f"the agent {stay.agent}"].append(
                (begins, ends, ("teams", at, "members", position), team.id)
            )
    for person, spans in stays.items():
        spans.sort()
        for (_, ends, place, team_id), (begins, _, later, later_id) in pairwise(spans):
            if begins < ends:
                document.report(
                    later,
                    f"{person!r} is in {later_id!r} from {_day(begins)} while still in {team_id!r} "
                    f"(line {document.line(place)}, until {_day(ends)}): one team at a time",
                )


def _day(instant: datetime) -> str:
    return (
        "the beginning"
        if instant == _ALWAYS[0]
        else "now on"
        if instant == _ALWAYS[1]
        else f"{instant:%Y-%m-%d}"
    )


def _check_possessions(organization: Organization, document: Document) -> None:
    """What two teams own at the same time would have two owners."""
    owned = defaultdict(list)
    for at, team in enumerate(organization.teams):
        exists = _span(organization, team)
        for field, number, kind, within, value, dates in team.owns.claims():
            place: Place = ("teams", at, "owns", field, number)
            _check_order(organization, document, place, dates)
            span = _within(_span(organization, dates), exists)
            name = f"{within}/{value}" if within else value
            owned[kind, name.lower() if kind.startswith("github") else name].append(
                (*span, place, team.id, name)
            )
        for status, owner in organization.statuses.owners.items():
            if owner == team.id:
                owned["status", status].append((*exists, ("statuses", "owners", status), team.id, status))
    for spans in owned.values():
        spans.sort()
        for (_, ends, place, team_id, _), (begins, _, later, _, name) in pairwise(spans):
            if begins < ends:
                document.report(
                    later,
                    f"{name!r} is owned by {team_id!r} already (line {document.line(place)})",
                )


def _check_accounts(organization: Organization, document: Document) -> None:
    sources = {source.name for source in organization.sources}
    owners: dict[tuple[str, str], str] = {}
    holders: list[tuple[Place, str, dict[str, tuple[str, ...]]]] = [
        *(
            (("people", at, "accounts"), f"the person {person.id!r}", person.accounts)
            for at, person in enumerate(organization.people)
        ),
        (("bots",), "a bot", organization.bots),
        (("agents",), "an agent", organization.agents),
        (("customers",), "a customer", organization.customers),
    ]
    for place, holder, accounts in holders:
        for source, names in accounts.items():
            refer(document, (*place, source), "the name of a source", source, sources)
            for at, name in enumerate(names):
                other = owners.setdefault((source, name.lower()), holder)
                if other != holder:
                    document.report((*place, source, at), f"account {name!r} belongs to {other} already")


def _check_merges(organization: Organization, document: Document) -> None:
    """What is asked for can be: no team twice, no shared platform, and none apart from whom it is with."""
    merges = organization.merges
    platforms = {team.id for team in organization.teams if team.platform_shared}
    teams = {team.id for team in organization.teams}
    for field, lists in (("together", merges.together), ("apart", merges.apart)):
        for at, names in enumerate(lists):
            if len(names) < 2:
                document.report(("merges", field, at), "expected two teams or more")
            for position, name in enumerate(names):
                refer(document, ("merges", field, at, position), "the id of a team", name, teams)
    list_of: dict[str, int] = {}
    for at, names in enumerate(merges.together):
        for position, name in enumerate(names):
            place: Place = ("merges", "together", at, position)
            if name in list_of:
                document.report(place, f"{name!r} is in a list already: each team once")
            elif name in platforms:
                document.report(place, f"{name!r} is a shared platform, which is in no group")
            list_of.setdefault(name, at)
    for at, names in enumerate(merges.apart):
        met: dict[int, str] = {}
        for position, name in enumerate(names):
            if name in list_of and met.setdefault(list_of[name], name) != name:
                document.report(
                    ("merges", "apart", at, position),
                    f"{name!r} is to be together with {met[list_of[name]]!r}, too (merges.together)",
                )


def _check_calendars(organization: Organization, document: Document) -> None:
    for at, calendar in enumerate(organization.calendars):
        place: Place = ("calendars", at)
        _check_opening(document, place, calendar.opens, calendar.closes)
        for day, hours in calendar.hours.items():
            _check_opening(document, (*place, "hours", day), hours.opens, hours.closes)
        if not calendar.days and not calendar.hours:
            document.report((*place, "days"), "expected at least one day")
        known = countries()
        if calendar.country is not None and calendar.country not in known:
            document.report(
                (*place, "country"),
                f"expected a country's ISO 3166 code such as DE, found {calendar.country!r}"
                f"{near(calendar.country, known)}",
            )
        elif calendar.subdivision is not None:
            parts = set(known.get(calendar.country or "", ()))
            what = f"a part of {calendar.country}" if calendar.country else "country beside it"
            refer(document, (*place, "subdivision"), what, calendar.subdivision, parts)


def _check_statuses(organization: Organization, document: Document) -> None:
    """A status means one thing."""
    lists: dict[str, tuple[str, ...]] = {
        field: getattr(organization.statuses, field) or ()
        for field in ("work", "wait", "todo", "done", "blocked")
    }
    list_of: dict[str, str] = {}
    for field, names in lists.items():
        for at, name in enumerate(names):
            other = list_of.setdefault(name, field)
            if other != field:
                document.report(("statuses", field, at), f"{name!r} is in {other} already: one list for each")


def _check_opening(document: Document, place: Place, opens: str, closes: str) -> None:
    if opens >= closes:
        document.report((*place, "closes"), f"must be later than opens ({opens}), found {closes!r}")
