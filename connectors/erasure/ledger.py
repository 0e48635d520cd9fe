"""The ledger of erasures: by which pseudonym somebody goes, without saying who it is.

It has a keyed hash of each identifier and the random pseudonym that stands for it. The key lies beside it, in
a private directory: without it, and without a guess at an identifier, nothing leads from the ledger to a
person. Sources show the person again every night: by these hashes landing knows what not to take in.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.errors import HomeDamaged
from connectors.landing.files import flush, make_directory, move

KEY_BYTES = 32
STARTED, FINISHED = "started", "finished"
# Raise this whenever what is hashed changes.
VERSION = 1


@dataclass(slots=True)
class Erasure:
    """One person's: pseudonyms by keyed hash. `words` is of how many words the longest name is."""

    pseudonym: str
    at: str
    state: str = STARTED
    words: int = 1
    tokens: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """All erasures of a home, the oldest first."""

    key: bytes
    erasures: list[Erasure] = field(default_factory=list)

    def hashed(self, kind: str, source: str, token: str) -> str:
        text = f"{kind}\0{source}\0{token}"
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=self.key, digest_size=16).hexdigest()

    def tokens(self) -> Iterator[tuple[str, tuple[Erasure, str]]]:
        for erasure in self.erasures:
            for hash_, pseudonym in erasure.tokens.items():
                yield hash_, (erasure, pseudonym)

    @property
    def is_unfinished(self) -> bool:
        return any(erasure.state == STARTED for erasure in self.erasures)


def ledger_file(directory: Path) -> Path:
    return directory / "ledger.json"


def new_pseudonym() -> str:
    """Random: nothing of whom it stands for is in it. Lower case, as logins are compared."""
    return f"erased-{secrets.token_hex(6)}"


def new_ledger() -> Ledger:
    return Ledger(secrets.token_bytes(KEY_BYTES))


def read_ledger(directory: Path) -> Ledger | None:
    """The ledger; nothing where nobody was erased. Raises HomeDamaged where it cannot be made out.

    Without it, or its key, whoever was erased would come back with the next pull.
    """
    file, key = ledger_file(directory), directory / "key"
    if not file.exists():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        secret = bytes.fromhex(key.read_text(encoding="ascii"))
        if content["version"] != VERSION:
            raise HomeDamaged(
                f"{file} has the version {content['version']}, and this Baton reads {VERSION}: use the Baton "
                "that wrote it, or a newer one"
            )
        if len(secret) != KEY_BYTES:
            raise ValueError("the key is too short")
        return Ledger(secret, [Erasure(**erasure) for erasure in content["erasures"]])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise HomeDamaged(
            f"{file} or the key beside it is damaged or gone, and whoever was erased would come back: put "
            "copies of both back"
        ) from None


def write_ledger(directory: Path, ledger: Ledger) -> None:
    """Durably, the key before what it is the key of."""
    make_directory(directory)
    directory.chmod(0o700)
    key = directory / "key"
    if not ledger_file(directory).exists():
        _write(key, ledger.key.hex())
    content: dict[str, Any] = {
        "version": VERSION,
        "erasures": [
            {name: getattr(erasure, name) for name in Erasure.__slots__} for erasure in ledger.erasures
        ],
    }
    _write(ledger_file(directory), json.dumps(content, indent=1))


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    flush(draft)
    move(draft, path)
