"""What goes wrong in one night: answers of the servers, the process, the disk, the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Literal

from connectors.places import Places
from connectors.sandbox.faults import Kind
from connectors.sandbox.server.server import Sandbox

ALL_NIGHT = 10**6
# Faults that any HTTP server has, and those that only one vendor's has.
COMMON: tuple[Kind, ...] = (
    "429",
    "429 without Retry-After",
    "403",
    "404",
    "500",
    "502",
    "503",
    "504",
    "reset",
    "truncated",
    "html",
    "slow",
)
JIRAS: tuple[Kind, ...] = ("429 burst", "unauthorized", "anonymous", "repeat", "skip", "endless")
GITHUBS: tuple[Kind, ...] = (
    "RATE_LIMITED",
    "RESOURCE_LIMITS_EXCEEDED",
    "INSUFFICIENT_SCOPES",
    "FORBIDDEN",
    "secondary",
    "secondary as 200",
)
JIRA_ROUTES = (
    "/jira/*",
    "*/search/jql",
    "*/issue/bulkfetch",
    "*/changelog/bulkfetch",
    "*/comment",
    "*/board/*",
    "*/project/*",
    "*/myself",
)
GITHUB_ROUTES = ("/github/*", "*/graphql", "*/rate_limit")

Damage = Literal["half", "noise", "gone"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answers of requests that fit `route` go wrong `times` times, after `after` good ones."""

    route: str
    kind: Kind
    times: int
    after: int


@dataclass(frozen=True, slots=True)
class Harm:
    """What goes wrong in one night.

    `killed_after` is in seconds of processor, `file_bytes` the size that no file may pass on a disk that is
    full, `clock_step` how far the servers' clock is wrong. `damaged` are kinds of files of the home, each
    with what became of one of them before the night.
    """

    refusals: tuple[Refusal, ...] = ()
    killed_after: float | None = None
    file_bytes: int | None = None
    clock_step: timedelta = timedelta()
    damaged: tuple[tuple[str, Damage], ...] = ()
    seed: int = field(default=0, repr=False)

    @property
    def is_felt(self) -> bool:
        """Whether something goes wrong whatever is asked of the servers."""
        return bool(self.names()) or self.killed_after is not None

    def names(self) -> list[str]:
        """What went wrong beside answers, which the server counts."""
        found = [f"{what} {damage}" for what, damage in self.damaged]
        found += ["disk full"] * (self.file_bytes is not None)
        return found + ["clock step"] * bool(self.clock_step)

    def plan(self, sandbox: Sandbox) -> None:
        for each in self.refusals:
            sandbox.fail(each.route, each.kind, each.times, after=each.after, seconds=0.05)

    def damage(self, places: Places) -> list[Path]:
        """Damages files of a home; the ones that were hit."""
        random, hit = Random(self.seed), []
        for what, damage in self.damaged:
            files = sorted(path for path in FILES[what](places) if path.is_file())
            if files:
                hit.append(random.choice(files))
                _spoil(hit[-1], damage, random)
        return hit


def _landed(places: Places) -> Iterable[Path]:
    return places.landing.rglob("*.parquet")


FILES = {
    "landed file": _landed,
    "index": lambda places: places.landing.rglob("*.sqlite*"),
    "warehouse": lambda places: [places.warehouse],
    "last run": lambda places: [places.last_run],
}


def _spoil(file: Path, damage: Damage, random: Random) -> None:
    content = file.read_bytes()
    half = len(content) // 2
    match damage:
        case "half":
            file.write_bytes(content[:half])
        case "noise":
            start = random.randrange(max(1, half))
            file.write_bytes(content[:start] + random.randbytes(half) + content[start + half :])
        case "gone":
            file.unlink()


def drawn(random: Random, may_lose: bool) -> Harm:
    """One night's harm. `may_lose`: landed files may be damaged, as the servers still have all they held."""
    refusals = [_refusal(random) for _ in range(random.choice((0, 1, 1, 2, 3)))]
    what = random.random()
    files = [name for name in FILES if may_lose or name != "landed file"]
    kinds: tuple[Damage, ...] = ("half", "noise", "gone")
    return Harm(
        refusals=tuple(refusals),
        killed_after=random.uniform(0.02, 5.0) if what < 0.25 else None,
        file_bytes=int(10 ** random.uniform(3.0, 7.2)) if 0.25 <= what < 0.35 else None,
        clock_step=timedelta(minutes=random.choice((-60, -7, -1, 5, 45)) if 0.35 <= what < 0.45 else 0),
        damaged=((random.choice(files), random.choice(kinds)),) if 0.45 <= what < 0.6 else (),
        seed=random.randrange(2**32),
    )


def _refusal(random: Random) -> Refusal:
    is_jiras = random.random() < 0.5
    routes, own = (JIRA_ROUTES, JIRAS) if is_jiras else (GITHUB_ROUTES, GITHUBS)
    return Refusal(
        random.choice(routes),
        random.choice((*COMMON, *own)),
        random.choice((1, 1, 2, 5, ALL_NIGHT)),
        random.choice((0, 0, 1, 3, 8)),
    )
