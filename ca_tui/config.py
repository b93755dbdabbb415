"""What was asked for: flags, then the environment, then the CLI's profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ca_tui.api.errors import UsageError
from ca_tui.api.models import Scope, ServiceName, Tags
from ca_tui.api.status import LEGACY, PHASES, canonical

Command: TypeAlias = Literal["explore", "open", "list", "doctor", "emulator"]

SERVICES: Final[tuple[ServiceName, ...]] = ("ecs", "swas")

DEFAULT_DEPTH: Final = 1000
"""Results to read per region before one asks for more."""


@dataclass(frozen=True, slots=True)
class EmulatorConfig:
    """The pretend cloud to serve."""

    port: int = 0
    seed: int = 7
    results: int = 2000
    instances: int = 24
    latency: float = 0.05
    """Seconds from a request to its reply."""
    output_size: int | None = None
    """Bytes that every command prints; None: each what it is for."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a run depends on, apart from secrets."""

    command: Command = "explore"
    demo: bool = False
    files: tuple[str, ...] = ()
    """Saved replies to read instead of a service; `-` is standard input."""
    profile: str = ""
    regions: tuple[str, ...] = ()
    services: tuple[ServiceName, ...] = SERVICES
    instance_id: str = ""
    invoke_id: str = ""
    command_id: str = ""
    status: str = ""
    tags: Tags = ()
    filter: str = ""
    """What rows to show, in the filter language."""
    paging: Literal["token", "page"] = "token"
    depth: int | None = DEFAULT_DEPTH
    """None: all there are."""
    interval: float | None = None
    """Seconds between refreshes; None: the policy decides; 0: none."""
    concurrency: int = 4
    """Calls in flight per region and API."""
    budget: int = 60
    """Calls per minute and region that refreshing by itself may cost."""
    endpoint: str = ""
    vpc: bool = False
    """Ask the endpoints that are reached from inside a VPC."""
    ca_bundle: Path | None = None
    """Certificates to trust besides the system's."""
    theme: Literal["dark", "light", "ansi"] = "dark"
    ascii: bool = False
    low_bandwidth: Literal["always", "never", "auto"] = "auto"
    mouse: bool = True
    utc: bool = False
    clipboard: Literal["auto", "raw", "tmux", "screen", "file", "off"] = "auto"
    """How what is copied reaches the terminal's clipboard; see `export.clipboard`."""
    log: Path | None = None
    format: Literal["table", "jsonl", "csv", "md"] = "table"
    sort: str = "-started"
    """A key of `monitor.views.SORTS`, behind a minus from the greatest down."""
    json: bool = False
    """`doctor` for other programs."""
    emulator: EmulatorConfig = EmulatorConfig()

    def scope(self, service: ServiceName, region_id: str) -> Scope:
        """What to ask of one region."""
        return Scope(
            service,
            region_id,
            instance_id=self.instance_id,
            invoke_id=self.invoke_id,
            command_id=self.command_id,
            status=self.status,
            tags=self.tags,
        )

    @property
    def order(self) -> tuple[str, bool]:
        """The key to sort by, and whether from the greatest down."""
        return self.sort.removeprefix("-"), self.sort.startswith("-")

    @property
    def narrowed(self) -> bool:
        """Whether less than whole regions was asked for."""
        return bool(
            self.instance_id
            or self.invoke_id
            or self.command_id
            or self.status
            or self.tags
        )


def depth_of(text: str) -> int | None:
    """A number of results, or None for `all`. Raises ValueError."""
    if text.casefold() == "all":
        return None
    depth = int(text)
    if depth < 1:
        raise ValueError
    return depth


def tag_of(text: str) -> tuple[str, str]:
    """KEY=VALUE; the value may be empty. Raises ValueError."""
    key, separator, value = text.partition("=")
    if not key or not separator:
        raise ValueError
    return key, value


def status_of(text: str) -> str:
    """An InvocationStatus in its canonical spelling.

    Raises UsageError for a word that the service does not have, because a filter
    that can match nothing looks like an empty region.
    """
    status = canonical(text)
    if status not in PHASES and status != LEGACY:
        raise UsageError(f"--status {text}: no such status; one of {', '.join(PHASES)}")
    return status


def filter_of(text: str) -> str:
    """A filter without a mistake. Raises UsageError, with the place marked."""
    from rich.cells import cell_len

    from ca_tui.monitor.filter_error import FilterError
    from ca_tui.monitor.query import reads_outputs

    try:
        reads_outputs(text)
    except FilterError as error:
        shown = "".join(each if each.isprintable() else " " for each in text)
        before = " " * cell_len(shown[: error.start])
        marks = "^" * max(1, cell_len(shown[error.start : error.end]))
        raise UsageError(f"--filter: {error}\n  {shown}\n  {before}{marks}") from None
    return text


def sort_of(text: str) -> str:
    """KEY or -KEY. Raises UsageError for a key that there is not."""
    from ca_tui.monitor.views import SORTS

    if text.removeprefix("-") not in SORTS:
        raise UsageError(f"--sort {text}: one of {', '.join(SORTS)}, or -KEY")
    return text


def contradictions(config: Config, given: Mapping[str, object]) -> None:
    """Raise UsageError for options that cannot go together.

    `given` holds the options that were on the command line, by their name.
    """
    if config.files:
        account = [name for name in _ACCOUNT_OPTIONS if name in given]
        if account:
            raise UsageError(
                f"{_flag(account[0])} does not go with files: saved replies are read "
                "without an account."
            )
    if config.demo:
        own = ("endpoint", "profile", "vpc", "ca_bundle")
        _refuse(given, own, "--demo brings its own service.")
    if config.endpoint and config.vpc:
        raise UsageError("--vpc does not go with --endpoint: that is the only one.")
    if config.services == ("swas",) and config.tags:
        raise UsageError("--tag does not go with --service swas: it has no tags.")
    if len(config.files) > 1 and config.files.count("-") > 1:
        raise UsageError("- (standard input) can be read only once.")


_ACCOUNT_OPTIONS: Final = (
    "demo",
    "profile",
    "endpoint",
    "vpc",
    "ca_bundle",
    "concurrency",
    "budget",
    "paging",
    "depth",
    "interval",
)


def _refuse(given: Mapping[str, object], names: Sequence[str], why: str) -> None:
    for name in names:
        if name in given:
            raise UsageError(f"{_flag(name)} does not go with --demo: {why}")


def _flag(name: str) -> str:
    """An option as it is written."""
    return f"--{name.replace('_', '-')}"
