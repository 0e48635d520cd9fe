"""From settings to the plain objects that assets get."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache

from assets.published.targets import Targets
from connectors.erasure.erased import Erased
from connectors.landing.landing import Landing
from connectors.progress import Progress, silent
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.planner.kinds import Planner
from connectors.sandbox.server.process import TOKEN, USER, EmbeddedSandbox
from connectors.warehouse import Warehouse
from pipelines.configured_sources import ConfiguredSources
from pipelines.home import sandbox_clock
from pipelines.organization.model import Organization
from pipelines.organization.publishing import NOT_NEEDED
from pipelines.organization.reading import (
    OrganizationFile,
    parse_organization,
    read_organization,
    validate,
)
from pipelines.organization.yaml_document import ProblemsFound, read_document
from pipelines.settings import Settings, SettingsError


def warehouse(settings: Settings) -> Warehouse:
    return Warehouse(settings.places)


def landing(settings: Settings) -> Landing:
    renaming = Erased(settings.places.erasures).renaming
    return Landing(settings.places.landing, settings.kept_versions, renaming)


def sources(
    settings: Settings, progress: Progress = silent, environment: Mapping[str, str] = os.environ
) -> ConfiguredSources:
    """The configured organization's sources, or the embedded sandbox's where none is configured.

    Raises ProblemsFound for what is wrong with the organization file. Contacts nobody, writes nothing.
    """
    sandbox = None if settings.organization else _sandbox(settings)
    if settings.organization:
        given = environment if settings.is_pulled else NothingNeeded(environment)
        file = read_organization(settings.organization, given)
    else:
        file = sandbox_organization(settings.sandbox_planner)
    organization = file.organization
    return ConfiguredSources(
        organization=organization.as_landed(),
        configured=file.sources,
        variables={} if sandbox else {source.name: source.variables for source in organization.sources},
        sandbox=sandbox,
        as_of=settings.as_of,
        known_at=settings.known_at,
        is_pulled=settings.is_pulled,
        pull_seconds=settings.pull_minutes * 60,
        progress=progress,
    )


def targets(settings: Settings, environment: Mapping[str, str] = os.environ) -> Targets:
    """Where a publication goes besides into files, whether or not sources are contacted.

    Raises ProblemsFound for what is wrong with the organization file, SettingsError for an address that is
    not there.
    """
    if settings.organization is None:
        return Targets()
    found = read_organization(settings.organization, NothingNeeded(environment)).targets
    if found.postgres is not None and found.postgres.address == NOT_NEEDED:
        raise _no_address(settings, "Postgres", found.postgres.variable, "address")
    if found.lake is not None and found.lake.catalog == NOT_NEEDED:
        raise _no_address(settings, "a lake", found.lake.variable, "catalog")
    return found


def _no_address(settings: Settings, target: str, variable: str, what: str) -> SettingsError:
    return SettingsError(
        f"{settings.organization} publishes to {target}, and the environment variable {variable} with its "
        f"{what} is not set"
    )


@cache
def sandbox_organization(planner: Planner = "jira") -> OrganizationFile:
    """The company that every plan is about; its addresses stay placeholders until it is served."""
    from connectors.sandbox.planners import organization_of

    text = organization_of(planner)
    return parse_organization(text, "the sandbox's organization", SandboxEnvironment())


def readable_organization(settings: Settings) -> Organization | None:
    """The organization of the file, or the sandbox's; None where the file is not right, which a run says."""
    if settings.organization is None:
        return sandbox_organization(settings.sandbox_planner).organization
    try:
        return validate(read_document(settings.organization.read_text("utf-8"), str(settings.organization)))
    except (ProblemsFound, OSError, UnicodeDecodeError):
        return None


class SandboxEnvironment(Mapping[str, str]):
    """The environment as the sandbox's organization file wants it, which needs nothing from the real one."""

    def __getitem__(self, name: str) -> str:
        if name in ("BATON_SANDBOX_JIRA", "BATON_SANDBOX_GITHUB"):
            return "${" + name + "}"
        return USER if name.endswith("USER") else TOKEN

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class NothingNeeded(Mapping[str, str]):
    """An environment in which no variable is missing, for a run that contacts nobody."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __getitem__(self, name: str) -> str:
        return self._environment.get(name) or NOT_NEEDED

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)


def _sandbox(settings: Settings) -> EmbeddedSandbox:
    clock = sandbox_clock(settings, DEFAULT_CLOCK)
    return EmbeddedSandbox(settings.sandbox_seed, settings.sandbox_tickets, clock, settings.sandbox_planner)
