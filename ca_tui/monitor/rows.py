"""Values that the store takes and gives; only StoredOutput holds an output."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    ResultKey,
    Scope,
)
from ca_tui.api.status import Phase


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the results table needs."""

    id: int
    """Of this store only; a later arrival has a greater one."""
    key: ResultKey
    instance_name: str
    command_id: str
    command_name: str
    command_type: str
    invocation_status: str
    phase: Phase
    exit_code: int | None
    error_code: str
    error_info: str
    creation_time: datetime | None
    start_time: datetime | None
    finished_time: datetime | None
    stop_time: datetime | None
    timeout: int | None
    """Seconds."""
    output_size: int | None
    """Bytes that are known; None: no reply carried an output yet."""
    dropped: int
    repeats: int | None
    username: str
    container_name: str
    periodic: bool
    gone: bool
    """It left the service (retention) and is still shown."""


@dataclass(frozen=True, slots=True)
class View:
    """Which rows, and in which order."""

    scopes: tuple[Scope, ...] = ()
    """Rows of any of them; empty: all rows."""
    text: str = ""
    """A filter in the language of `filter_syntax`; the store raises FilterError for one
    with a mistake."""
    faults_only: bool = False
    sort: str = "started"
    """A key of `views.SORTS`."""
    descending: bool = True
    utc: bool = False
    """Times are searched as shown in UTC rather than in local time."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What a merge changed."""

    added: tuple[int, ...] = ()
    """Rows that are shown now and were not before."""
    changed: tuple[int, ...] = ()
    """Rows that look different, those that got their names included."""
    places: bool = False
    """Something about regions, instances or agents is new or changed."""
    unsettled: int = field(default=0, compare=False)
    """Results of the page that may change soon, whether they did or not."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.places)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows a view has."""

    total: int
    """Rows of the scopes, before text and faults only."""
    active: int
    failed: int
    hidden: int
    """Rows that text and faults only leave out."""


@dataclass(frozen=True, slots=True)
class StoredOutput:
    """What a command printed, as far as it is known."""

    data: bytes
    guessed: bool
    """base64 or plain was guessed; see `api.models.Output`."""
    dropped: int
    """Bytes that Cloud Assistant did not keep."""
    head_seen: int | None
    """Length of the longest output seen while the command ran, if `data` begins with
    it: missing bytes are not before this place. None: none was seen."""
    phase: Phase


@dataclass(frozen=True, slots=True)
class Record:
    """Everything known about one result, its output aside."""

    result: InvocationResult
    invocation: Invocation | None
    instance: Instance | None
    agent: Agent | None
    row: Row
    first_seen: datetime
    gone: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An invocation with results that are not finished."""

    invoke_id: str
    asked: datetime | None
    """When its longest unseen unfinished result was last in a reply, or asked for."""
