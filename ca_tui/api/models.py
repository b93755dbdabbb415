"""What Alibaba Cloud says, as values: the vendor's words in snake_case.

Nothing here parses, fetches or paints. `raw` keeps a record as it came, without its
output, so that a field nobody knows yet can still be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from ca_tui.api.status import Phase, phase_of

ServiceName: TypeAlias = Literal["ecs", "swas"]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

Tags: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A region that the account sees."""

    service: ServiceName
    region_id: str
    local_name: str = ""
    region_endpoint: str = ""
    """Host name that serves the region; empty when the service did not say."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A server."""

    service: ServiceName
    region_id: str
    instance_id: str
    instance_name: str = ""
    os_type: str = ""
    status: str = ""
    addresses: tuple[str, ...] = ()
    raw: dict[str, Json] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Agent:
    """The Cloud Assistant agent of an instance (DescribeCloudAssistantStatus)."""

    service: ServiceName
    region_id: str
    instance_id: str
    online: bool | None = None
    """A heartbeat came within two minutes; None: the service did not say."""
    cloud_assistant_version: str = ""
    last_heartbeat_time: datetime | None = None
    active_task_count: int | None = None


@dataclass(frozen=True, slots=True)
class ResultKey:
    """Identity of a result: that run on one instance, or one execution of it."""

    service: ServiceName
    region_id: str
    invoke_id: str
    instance_id: str
    container_id: str = ""
    start_time: str = ""
    """ISO text, only for rows of a scheduled task's history."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a command printed, as far as the service kept it."""

    data: bytes
    guessed: bool = False
    """The encoding was not known from the request: base64 or plain was guessed."""


@dataclass(frozen=True, slots=True)
class OssOutput:
    """Delivery of the output to an OSS object."""

    delivery: str = ""
    status: str = ""
    uri: str = ""
    error_code: str = ""
    error_info: str = ""


@dataclass(frozen=True, slots=True)
class InvocationResult:
    """One row: a run on one instance.

    Times are aware UTC; one that came without a zone is naive; one that could not be
    read is None and stands in `raw`.
    """

    key: ResultKey
    invocation_status: str = ""
    """Canonical spelling; the legacy status where InvocationStatus is absent."""
    invoke_record_status: str = ""
    command_id: str = ""
    exit_code: int | None = None
    error_code: str = ""
    error_info: str = ""
    creation_time: datetime | None = None
    start_time: datetime | None = None
    finished_time: datetime | None = None
    stop_time: datetime | None = None
    dropped: int | None = None
    """Bytes of output that Cloud Assistant did not keep, in the instance's charset."""
    repeats: int | None = None
    username: str = ""
    container_id: str = ""
    container_name: str = ""
    tags: Tags = ()
    launcher: str = ""
    termination_mode: str = ""
    oss_output: OssOutput | None = None
    output: Output | None = None
    """None: this reply carried no Output; keep what is known."""
    raw: dict[str, Json] = field(default_factory=dict, compare=False, repr=False)

    @property
    def phase(self) -> Phase:
        """The Phase of its status."""
        return phase_of(self.invocation_status)


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run on one or many instances: the command and the aggregate."""

    service: ServiceName
    region_id: str
    invoke_id: str
    invocation_status: str = ""
    command_id: str = ""
    command_name: str = ""
    command_description: str = ""
    command_type: str = ""
    command_content: str = ""
    """Decoded text."""
    parameters: tuple[tuple[str, str], ...] = ()
    timeout: int | None = None
    """Seconds."""
    working_dir: str = ""
    frequency: str = ""
    repeat_mode: str = ""
    timed: bool | None = None
    username: str = ""
    creation_time: datetime | None = None
    tags: Tags = ()
    launcher: str = ""
    container_id: str = ""
    container_name: str = ""
    raw: dict[str, Json] = field(default_factory=dict, compare=False, repr=False)

    @property
    def periodic(self) -> bool:
        """It runs again and again: IncludeHistory has its earlier executions."""
        return self.repeat_mode in ("Period", "EveryReboot") or bool(self.frequency)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: one region of one service, narrowed."""

    service: ServiceName
    region_id: str
    instance_id: str = ""
    invoke_id: str = ""
    command_id: str = ""
    status: str = ""
    """An InvocationStatus in any spelling; applied to what was read, because the
    service filters by the legacy status only."""
    tags: Tags = ()
    include_history: bool = False
    """Earlier executions too; the service asks for the InvokeId of a scheduled task."""


@dataclass(frozen=True, slots=True)
class Page:
    """One reply of a listing operation, read."""

    results: tuple[InvocationResult, ...] = ()
    invocations: tuple[Invocation, ...] = ()
    instances: tuple[Instance, ...] = ()
    agents: tuple[Agent, ...] = ()
    regions: tuple[Region, ...] = ()
    request_id: str = ""
    total_count: int | None = None
    """None where the service promises none (token paging)."""
    next_token: str = ""
    page_number: int | None = None
    page_size: int | None = None
    problems: tuple[str, ...] = ()
    """Records that could not be read, one sentence each."""
    size: int = 0
    """Bytes of the reply's body."""
    last: bool = True
    """No page follows it."""
