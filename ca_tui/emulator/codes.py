"""Every ErrorCode of a result: where it happens, and what ErrorInfo says.

Sources: the ErrorCode and ErrorInfo lists of DescribeInvocationResults (ECS) and
DescribeInvocationResult (SWAS, the texts of older days), and the vendor's page "View
execution results and troubleshoot" for the codes that the reference leaves out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from ca_tui.emulator.fleet import Pool

POOLS: Final[dict[str, Pool]] = {
    "linux": "linux",
    "windows": "windows",
    "stopped": "stopped",
    "offline": "offline",
    "gone": "gone",
}


@dataclass(frozen=True, slots=True)
class Code:
    """An ErrorCode with what belongs to it."""

    error_code: str
    status: str
    error_info: str
    pool: Pool = "linux"
    older_info: str = ""
    """The text of older days, which SWAS still sends."""
    command: str = ""
    """Name of the command it happens to; empty: any."""
    container: bool = False
    frequency: str = ""

    @property
    def starts(self) -> bool:
        """The command was started before it happened."""
        return self.status not in ("Aborted", "Invalid")


def _read() -> tuple[tuple[Code, ...], tuple[Code, ...]]:
    """The codes of any fleet, and all codes, from `codes.csv`."""
    text = files(__package__).joinpath("codes.csv").read_text(encoding="utf-8")
    every: list[Code] = []
    common: list[Code] = []
    for line in csv.DictReader(text.splitlines()):
        code = Code(
            error_code=line["error_code"],
            status=line["status"],
            error_info=line["error_info"],
            pool=POOLS[line["pool"]],
            older_info=line["older_info"],
            command=line["command"],
            container=bool(line["container"]),
            frequency=line["frequency"],
        )
        every.append(code)
        if line["common"]:
            common.append(code)
    return tuple(common), tuple(every)


_TABLES: Final = _read()

COMMON: Final = _TABLES[0]
"""What happens in any fleet."""

CODES: Final = _TABLES[1]
"""All of them, but for ExitCodeNonzero and ExecutionTimeout."""

NONZERO: Final = Code(
    "ExitCodeNonzero",
    "Failed",
    "The command execution exit code is not zero.",
    older_info="the command execution exit code is not zero",
)

TIMEOUT: Final = Code(
    "ExecutionTimeout",
    "Timeout",
    "The command execution has been timeout.",
    older_info="the command execution has been timeout",
)

OSS_FAILURES: Final = (
    (
        "CloudAssistant.UnsupportedInvocationStatus",
        "The invocation status does not support output delivery.",
    ),
    (
        "CloudAssistant.ClientNeedUpgrade",
        "The Cloud Assistant Agent must be later than 2.2.4.1007.",
    ),
    ("OSS.AccessDenied", "You have no right to access this object."),
    ("OSS.NoSuchBucket", "The specified bucket does not exist."),
    ("OSS.FileImmutable", "The object is protected by a retention policy."),
    ("OSS.InvalidObjectName", "The specified object name is invalid."),
)
"""OssOutputErrorCode and OssOutputErrorInfo."""
