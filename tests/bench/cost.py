"""What a command costs that runs in a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """`processor_seconds` are the process's own; an embedded sandbox's are `children_seconds`."""

    seconds: float
    processor_seconds: float
    children_seconds: float
    mebibytes: float
    output: str

    def __str__(self) -> str:
        beside = f" (+ {self.children_seconds:.1f} s of its sandbox)" if self.children_seconds > 0.5 else ""
        return (
            f"{self.seconds:>6.1f} s, {self.processor_seconds:>6.1f} s of processor{beside},"
            f" {self.mebibytes:>5.0f} MiB"
        )


def cost_of(command: Sequence[str | Path], environment: Mapping[str, str]) -> Cost:
    """Run it and wait for it. It may fail with 3, as a night does of which a part is missing."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        own = _own_seconds(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}: {output}")
    spent = used.ru_utime + used.ru_stime
    own = spent if own is None else own
    return Cost(time.perf_counter() - began, own, spent - own, _mebibytes(used), output)


def _own_seconds(process: int) -> float | None:
    """What a process that is over used without its children; only Linux says that."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return None
    user, system = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _mebibytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / 2**20 if sys.platform == "darwin" else used.ru_maxrss / 2**10
