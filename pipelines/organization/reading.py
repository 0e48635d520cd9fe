"""Reads the organization file: all that is wrong with it is found in one go, each with its line.

Secrets enter here and nowhere else: sources and targets name environment variables, and only their values go
on, into the objects that connectors and assets get.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from assets.published.targets import Targets
from connectors.formats import ORGANIZATION, too_new
from connectors.github.source import GitHubSource
from connectors.jira.source import JiraSource
from pipelines.organization.cross_checks import check_references
from pipelines.organization.messages import wording
from pipelines.organization.model import Organization
from pipelines.organization.source import GitHubHost, JiraSite
from pipelines.organization.yaml_document import Document, Place, Problem, ProblemsFound, read_document


@dataclass(frozen=True, slots=True)
class OrganizationFile:
    """An organization file without a problem, and what its sources and targets take from the environment.

    `document` knows on which line everything stands, for what turns out later.
    """

    organization: Organization
    sources: tuple[JiraSource | GitHubSource, ...]
    targets: Targets
    document: Document = dataclasses.field(compare=False, repr=False)


def read_organization(path: Path, environment: Mapping[str, str]) -> OrganizationFile:
    """Raises ProblemsFound with everything that is wrong with the file or missing in the environment."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problem = Problem(str(path), 1, "", f"this is not UTF-8 text (byte {error.start})")
        raise ProblemsFound([problem]) from None
    return parse_organization(text, _shown(path), environment)


def parse_organization(text: str, file: str, environment: Mapping[str, str]) -> OrganizationFile:
    found = read_document(text, file)
    organization = validate(found)
    sources = [] if organization is None else _sources(organization, found, environment)
    targets = Targets() if organization is None else organization.publish.targets(found, environment)
    if organization is None or found.problems:
        raise ProblemsFound(found.problems)
    return OrganizationFile(organization, tuple(sources), targets, found)


def validate(found: Document) -> Organization | None:
    """The organization if its fields are right; what is wrong with them or their references is reported."""
    if _is_newer(found):
        return None
    try:
        organization = Organization.model_validate(found.content if found.content is not None else {})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place, siblings = _located(detail["loc"], found.content)
            found.report(place, wording(detail, siblings))
        return None
    check_references(organization, found)
    return organization


def _is_newer(found: Document) -> bool:
    """Whether the file is of a later format: then nothing else is said of it, which may mean other things."""
    version = found.content.get("version") if isinstance(found.content, dict) else None
    is_newer = str(version).isdecimal() and int(str(version)) > ORGANIZATION
    if is_newer:
        found.report(("version",), f"the file has format {version}, and {too_new(ORGANIZATION)}")
    return is_newer


def _sources(
    organization: Organization, found: Document, environment: Mapping[str, str]
) -> list[JiraSource | GitHubSource]:
    sources: list[JiraSource | GitHubSource] = []
    for at, source in enumerate(organization.sources):
        place: Place = ("sources", at)
        for secret, variable in source.secrets.items():
            if not environment.get(variable):
                found.report((*place, *secret), f"the environment variable {variable} is not set")
        addresses = {"url": source.url, "proxy": getattr(source, "proxy", None) or ""}
        for field, address in addresses.items():
            for name in re.findall(r"\$\{(\w+)\}", address):
                if not environment.get(name):
                    found.report((*place, field), f"the environment variable {name} is not set")
                addresses[field] = addresses[field].replace("${" + name + "}", environment.get(name, ""))
        ca_bundle = getattr(source, "ca_bundle", None)
        if ca_bundle is not None and not Path(ca_bundle).is_file():
            found.report((*place, "ca_bundle"), f"there is no file {ca_bundle}")
        if not found.problems:
            url, proxy = addresses["url"].rstrip("/"), addresses["proxy"] or None
            sources.append(source.connected(environment, url, proxy))
    return sources


def _located(location: tuple[str | int, ...], content: Any) -> tuple[Place, list[str]]:
    """Where in the file an error is, without the steps that are pydantic's own; the fields known there."""
    place: Place = ()
    model: Any = Organization
    known: list[str] = _fields(Organization)
    for step in location:
        if step == "[key]":  # the field's name itself is wrong
            continue
        if place and isinstance(content, dict) and content.get("kind") == step and place[0] == "sources":
            model = JiraSite if step == "jira" else GitHubHost
            known = _fields(model)
            continue
        place = (*place, step)
        content = _step(content, step)
        inner = _model_at(model, step)
        if inner is not None and step != location[-1]:
            model, known = inner, _fields(inner)
    return place, known


def _step(content: Any, step: str | int) -> Any:
    if isinstance(content, dict):
        return content.get(step)
    return content[step] if isinstance(content, list) and isinstance(step, int) else None


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: Any, step: str | int) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if step in (name, field.alias):
            return _model_in(field.annotation)
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside of a tuple, dict or optional; None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def _shown(path: Path) -> str:
    """Relative to where the user is, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
