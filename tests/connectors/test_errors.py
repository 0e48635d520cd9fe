"""Whatever a connector raises ends in an exit code of its own, or never leaves the connectors."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import connectors
from connectors.errors import ExpectedError, Signal
from connectors.warehouse import WarehouseHeld
from pipelines.exit_codes import ExitCode


def error_classes() -> set[type[Exception]]:
    """Every error class of the connectors. The sandbox's are answers of a server, not errors of a source."""
    found: set[type[Exception]] = set()
    for module in pkgutil.walk_packages(connectors.__path__, "connectors."):
        if module.name.startswith("connectors.sandbox"):
            continue
        for _, known in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(known, Exception) and known.__module__ == module.name:
                found.add(known)
    return found - {ExpectedError, Signal}


def test_every_error_class_has_an_exit_code_or_never_leaves_the_connectors() -> None:
    classes = error_classes()
    assert WarehouseHeld in classes
    for known in classes:
        if not issubclass(known, Signal):
            assert issubclass(known, ExpectedError), known
            assert ExitCode(known.exit_code) not in (ExitCode.COMPLETE, ExitCode.FAILED), known


def test_what_never_leaves_the_connectors_is_no_error_of_a_source() -> None:
    signals = {known.__name__ for known in error_classes() if issubclass(known, Signal)}
    assert signals == {"Retryable", "OddValue", "QueryTooLarge", "HostLacks", "TeamsHidden"}
