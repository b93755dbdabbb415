"""The columns that a filter can name: their kind, and where their values are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ca_tui.api.status import EXIT_CODE_IS_REAL, PHASES, Phase
from ca_tui.monitor.codec import NUMBER
from ca_tui.monitor.filter_error import FilterError, like
from ca_tui.monitor.filter_syntax import Term
from ca_tui.monitor.filter_values import EXAMPLES, Kind

REAL: Final = ", ".join(f"'{status}'" for status in sorted(EXIT_CODE_IS_REAL))

EXIT: Final = f"CASE WHEN status IN ({REAL}) THEN exit_code END"

TOOK: Final = (
    "CASE WHEN took IS NOT NULL THEN took"
    f" WHEN phase = {NUMBER[Phase.ACTIVE]} THEN :now - start_at END"
)
"""Seconds, up to now for what is running; `:now` is to be replaced by a number."""

COMMAND: Final = "coalesce(nullif(command_name, ''), nullif(command_id, ''), invoke_id)"
"""What the table shows of a command."""

STATUS: Final = "CASE status WHEN '' THEN 'unknown' ELSE status END"
"""As the table shows it."""

YES_NO: Final = {"yes": "1", "no": "0"}


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a filter can name."""

    name: str
    kind: Kind
    about: str
    columns: tuple[str, ...]
    """SQL for its values: texts that are never NULL, or one number that may be."""
    folded: tuple[str, ...] = ()
    """SQL for the same texts, case-folded, where they are stored so."""
    aliases: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)
    """Words and the SQL of what they stand for, if there are no others."""

    @property
    def words(self) -> tuple[str, ...]:
        """What may be typed, as far as it does not depend on the rows."""
        if self.kind is Kind.STATUS:
            return tuple(word.lower() for word in PHASES)
        return tuple(self.choices) or EXAMPLES.get(self.kind, ())


FIELDS: Final = (
    Field("status", Kind.STATUS, "InvocationStatus", (STATUS,), aliases=("state",)),
    Field(
        "instance",
        Kind.TEXT,
        "name or id of the server",
        ("instance_name", "instance_id"),
        ("instance_fold",),
    ),
    Field(
        "command",
        Kind.TEXT,
        "name or id of the command",
        (COMMAND, "command_id"),
        ("command_fold",),
    ),
    Field("exit", Kind.NUMBER, "exit code", (EXIT,), aliases=("exit_code",)),
    Field(
        "started",
        Kind.TIME,
        "start, or creation of what did not start",
        ("CASE WHEN local_time != '' THEN started_at END",),
    ),
    Field("took", Kind.SPAN, "from start to end, or to now", (TOOK,)),
    Field("output", Kind.OUTPUT, "text of the output", ("output_size",)),
    Field("size", Kind.SIZE, "bytes of output", ("output_size",)),
    Field("dropped", Kind.SIZE, "bytes of output that were not kept", ("dropped",)),
    Field("error", Kind.TEXT, "ErrorCode or ErrorInfo", ("error_code", "error_info")),
    Field("tag", Kind.TAG, "tag: owner, owner=ops", ("tags",), aliases=("tags",)),
    Field(
        "phase",
        Kind.CHOICE,
        "what the status means",
        ("phase",),
        choices={phase.value: str(NUMBER[phase]) for phase in Phase},
    ),
    Field(
        "service",
        Kind.CHOICE,
        "ecs or swas",
        ("service",),
        choices={"ecs": "'ecs'", "swas": "'swas'"},
    ),
    Field("region", Kind.TEXT, "RegionId", ("region_id",), aliases=("region_id",)),
    Field("user", Kind.TEXT, "who ran it", ("username",), aliases=("username",)),
    Field(
        "container",
        Kind.TEXT,
        "name or id of the container",
        ("container_name", "container_id"),
    ),
    Field("invoke", Kind.TEXT, "InvokeId", ("invoke_id",), aliases=("invoke_id",)),
    Field(
        "id",
        Kind.TEXT,
        "any id",
        ("instance_id", "command_id", "invoke_id", "container_id"),
    ),
    Field(
        "type", Kind.TEXT, "CommandType", ("command_type",), aliases=("command_type",)
    ),
    Field(
        "created",
        Kind.TIME,
        "CreationTime",
        ("coalesce(own_created_at, ca_instant(created))",),
        aliases=("creation_time",),
    ),
    Field("finished", Kind.TIME, "when it ended", ("end_at",), aliases=("ended",)),
    Field("timeout", Kind.SPAN, "Timeout", ("timeout",)),
    Field("repeats", Kind.NUMBER, "how often it ran", ("repeats",)),
    Field(
        "periodic",
        Kind.CHOICE,
        "a task that runs again and again",
        ("coalesce(periodic, 0)",),
        choices=YES_NO,
    ),
    Field("gone", Kind.CHOICE, "left the service", ("(gone > 0)",), choices=YES_NO),
    Field("launcher", Kind.TEXT, "Launcher", ("launcher",)),
    Field("oss", Kind.TEXT, "delivery to OSS: status, URI, error", ("oss",)),
    Field("instance_name", Kind.TEXT, "InstanceName", ("instance_name",)),
    Field("instance_id", Kind.TEXT, "InstanceId", ("instance_id",)),
    Field("command_name", Kind.TEXT, "CommandName", ("command_name",)),
    Field("command_id", Kind.TEXT, "CommandId", ("command_id",)),
    Field("error_code", Kind.TEXT, "ErrorCode", ("error_code",)),
    Field("error_info", Kind.TEXT, "ErrorInfo", ("error_info",)),
    Field("container_name", Kind.TEXT, "ContainerName", ("container_name",)),
    Field("container_id", Kind.TEXT, "ContainerId", ("container_id",)),
    Field("start_time", Kind.TIME, "StartTime", ("start_at",)),
)
"""In the order in which they are offered."""

_BY_NAME: Final = {name: each for each in FIELDS for name in (each.name, *each.aliases)}


def find(name: str) -> Field | None:
    """The column of that name, in any case."""
    return _BY_NAME.get(name.casefold())


def field_of(term: Term) -> Field:
    """The column that a term names. Raises FilterError."""
    found = find(term.column)
    if found is None:
        names = [f"{name}:" for name in like(term.column, _BY_NAME)]
        hint = "" if names else "; a word with : wants quotes"
        message = f'there is no column "{term.column}"{hint}'
        raise FilterError(message, term.start, term.start + len(term.column), names)
    return found
