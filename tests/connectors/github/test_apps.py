"""A GitHub App reads several organizations of the sandbox, which ends its tokens in mid-walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from connectors.errors import CredentialsRefused
from connectors.github.pull import pull
from connectors.github.source import App, GitHubSource
from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Repository
from connectors.sandbox.world.world import World
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_world import PULLS, WORLD, day

APP = "4711"
TOKENS = "/github/api/v3/app/installations/{id:int}/access_tokens"
ORBITS = [replace(pull, id=pull.id + 1000, repository=401) for pull in PULLS]
TWO: World = replace(
    WORLD,
    repositories=[*WORLD.repositories, Repository(401, "orbit", "core")],
    pull_requests=[*PULLS, *ORBITS],
)


def key_pair() -> tuple[str, str]:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private = made.private_bytes(serialization.Encoding.PEM, form, none)
    shown = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.decode(), made.public_key().public_bytes(serialization.Encoding.PEM, shown).decode()


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    return key_pair()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(TWO, day(10)) as made:
        yield made


def pulled(sandbox: Sandbox, root: Path, key: str) -> SourceOutcome:
    source = GitHubSource(
        "gh", sandbox.github_url, organizations=("meridian", "orbit"), apps=(App(APP, key),)
    )
    return pull(source, Landing(root), silent, None, QUICK)


def test_every_installation_reads_its_own_organization_whole(
    sandbox: Sandbox, keys: tuple[str, str], tmp_path: Path
) -> None:
    sandbox.install_app(APP, keys[1], ["meridian", "orbit"], requests_per_token=10_000)
    outcome = pulled(sandbox, tmp_path, keys[0])
    assert outcome.is_complete
    assert sandbox.requests["POST", TOKENS] == 2
    home = Home(tmp_path)
    assert home.payloads("github_pull_request").keys() == {"9001", "9002", "10001", "10002"}
    assert home.payloads("github_repository").keys() == {"301", "401"}
    assert len(home.payloads("github_issue")) == 5


@pytest.mark.parametrize("requests", [1, 2, 3])
def test_tokens_that_run_out_in_the_middle_of_a_walk_are_replaced_and_nothing_is_missed(
    sandbox: Sandbox, keys: tuple[str, str], tmp_path: Path, requests: int
) -> None:
    sandbox.install_app(APP, keys[1], ["meridian", "orbit"], requests_per_token=requests)
    assert pulled(sandbox, tmp_path / "short", keys[0]).is_complete
    assert sandbox.tokens_refused >= 3
    assert sandbox.requests["POST", TOKENS] >= 2 + sandbox.tokens_refused

    refused = sandbox.tokens_refused
    sandbox.install_app(APP, keys[1], ["meridian", "orbit"], requests_per_token=10_000)
    assert pulled(sandbox, tmp_path / "long", keys[0]).is_complete
    assert sandbox.tokens_refused == refused
    for stream in ("github_pull_request", "github_issue", "github_user", "github_team", "github_board_item"):
        assert Home(tmp_path / "short").payloads(stream) == Home(tmp_path / "long").payloads(stream)


def test_an_organization_without_the_app_fails_by_name_and_the_other_is_read(
    sandbox: Sandbox, keys: tuple[str, str], tmp_path: Path
) -> None:
    sandbox.install_app(APP, keys[1], ["orbit"], requests_per_token=10_000)
    outcome = pulled(sandbox, tmp_path, keys[0])
    assert scope(outcome, "meridian").message == "app 4711 is not installed for meridian"
    assert scope(outcome, "orbit/core").state == "whole"
    assert Home(tmp_path).payloads("github_pull_request").keys() == {"10001", "10002"}


def test_a_key_of_somebody_else_is_refused(sandbox: Sandbox, keys: tuple[str, str], tmp_path: Path) -> None:
    sandbox.install_app(APP, keys[1], ["meridian"], requests_per_token=10_000)
    with pytest.raises(CredentialsRefused, match=r"does not accept app 4711 \(HTTP 401\)"):
        pulled(sandbox, tmp_path, key_pair()[0])
