"""Teams that become others: renamed, merged, split."""

from __future__ import annotations

from pipelines.organization.model import Organization
from pipelines.organization.yaml_document import Document, Place, refer


def check_successions(organization: Organization, document: Document) -> None:
    """Report what does not fit to `document`."""
    teams = {team.id: team for team in organization.teams}
    for at, team in enumerate(organization.teams):
        place: Place = ("teams", at)
        for field, other, end in (
            ("merged_into", team.merged_into, team.until),
            ("split_from", team.split_from, team.since),
        ):
            if other is None:
                continue
            refer(document, (*place, field), "the id of another team", other, teams.keys() - {team.id})
            if end is None:
                date = "to" if field == "merged_into" else "from"
                document.report((*place, field), f"needs the day on which it happened: the team's {date}")
        _check_heir(organization, document, place)
        _check_names(organization, document, place)


def _check_heir(organization: Organization, document: Document, place: Place) -> None:
    """Following merged_into must end at a team, which is there when it takes over."""
    teams = {team.id: team for team in organization.teams}
    team = organization.teams[int(place[1])]
    heirs = [team.id]
    while team.merged_into in teams:
        heir = teams[team.merged_into]
        if heir.id in heirs:
            return document.report(
                (*place, "merged_into"), f"goes in a circle: {' → '.join([*heirs, heir.id])}"
            )
        is_gone = heir.until is not None and (
            team.until is not None and organization.instant(heir.until) <= organization.instant(team.until)
        )
        if is_gone and len(heirs) == 1:
            document.report((*place, "merged_into"), f"{heir.id!r} is gone by then ({heir.until})")
        heirs.append(heir.id)
        team = heir


def _check_names(organization: Organization, document: Document, place: Place) -> None:
    team = organization.teams[int(place[1])]
    for number, former in enumerate(team.former_names):
        begins = former.since or team.since
        if begins is not None and organization.instant(begins) >= organization.instant(former.until):
            document.report(
                (*place, "former_names", number, "to"), f"must be after from ({begins}), found {former.until}"
            )
