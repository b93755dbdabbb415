"""argv -> Config: the options, their help, and one clear sentence for a mistake."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from ca_tui import __version__
from ca_tui.api.errors import UsageError
from ca_tui.config import (
    SERVICES,
    Config,
    EmulatorConfig,
    contradictions,
    filter_of,
    sort_of,
    status_of,
)
from ca_tui.option_types import count, depth, few, port, seconds, tag

USAGE_EXIT_CODE: Final = 2

SPARE: Final = "--low-bandwidth"

SPARING: Final = ("always", "never", "auto")

DESCRIPTION: Final = """\
Explore and watch what Cloud Assistant commands really did on your servers.

  ca-tui [options]                the explorer
  ca-tui --demo                   the explorer against a built-in service:
                                  no account, no network
  ca-tui open FILE...             explore saved replies (JSON or XML), - is
                                  standard input; no account
  ca-tui list [options] [FILE...] the same results as plain text
  ca-tui doctor [options]         who am I, what may I, what is in the way: one
                                  screenful, or --json
  ca-tui emulator [options]       serve the built-in service; prints its URL

`ca-tui COMMAND --help` tells the options of a command."""


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one sentence; the exit code is 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_EXIT_CODE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parse(argv: Sequence[str]) -> Config:
    """The Config that a command line asks for.

    Raises UsageError; argparse itself exits with 2 for an unknown option and with 0
    for --help and --version.
    """
    given = vars(_parser().parse_args(_joined(argv)))
    command = given.pop("command", None) or "explore"
    values: dict[str, Any] = {"command": command, **given}
    for name, many in (("region", "regions"), ("tag", "tags")):
        if name in values:
            values[many] = tuple(dict.fromkeys(values.pop(name)))
    service = values.pop("service", "all")
    values["services"] = SERVICES if service == "all" else (service,)
    values["files"] = tuple(values.get("files", ()))
    if command == "emulator":
        names = EmulatorConfig.__dataclass_fields__
        chosen = {name: values.pop(name) for name in list(values) if name in names}
        values["emulator"] = EmulatorConfig(**chosen)
    if "status" in values:
        values["status"] = status_of(values["status"])
    if "filter" in values:
        values["filter"] = filter_of(values["filter"])
    if "sort" in values:
        values["sort"] = sort_of(values["sort"])
    config = Config(**values)
    contradictions(config, given)
    return config


def _joined(argv: Sequence[str]) -> list[str]:
    """The same with some values in one word with their option.

    argparse takes the -KEY of `--sort -KEY` for an option, and the command in
    `--low-bandwidth open` for a value.
    """
    words: list[str] = []
    for word in argv:
        last = words[-1] if words else ""
        sort = last == "--sort" and word.startswith("-")
        if sort or (last == SPARE and word in SPARING):
            words[-1] = f"{last}={word}"
        else:
            words.append(word)
    return [f"{SPARE}=always" if word == SPARE else word for word in words]


def _parser() -> _Parser:
    # every option is absent unless it was given, so that it may stand before or
    # after the command, and so that contradictions can be told
    parser = _Parser(
        prog="ca-tui",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
        usage=argparse.SUPPRESS,
    )
    parser.add_argument("--version", action="version", version=f"ca-tui {__version__}")
    _add_filter(parser)
    _add_source(parser)
    _add_screen(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", parser_class=_Parser, help=argparse.SUPPRESS
    )
    _add_open(commands)
    _add_list(commands)
    _add_doctor(commands)
    _add_emulator(commands)
    return parser


def _add_open(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "open",
        description="Explore saved replies; no account is needed.",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="JSON or XML, - stdin")
    _add_filter(parser)
    _add_screen(parser)


def _add_list(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "list",
        description="The same results as plain text, one shot, newest first. The exit "
        "code is 0 when everything asked for was read, 1 when not.",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="JSON or XML, - stdin")
    parser.add_argument(
        "--format",
        choices=("table", "jsonl", "csv", "md"),
        help="table unless told; md: for a ticket, with the outputs",
    )
    parser.add_argument(
        "--sort",
        metavar="KEY",
        help="status, instance, command, exit, started, took or output; -KEY from the "
        "greatest down (-started)",
    )
    parser.add_argument("--utc", action="store_true", help="times of the table in UTC")
    _add_filter(parser)
    _add_source(parser)


def _add_filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--filter",
        metavar="TEXT",
        help="only these rows, as / in the explorer: words, column:value, /regex/, "
        "! | ( ); such as 'status:failed exit:!0 started:<2h'",
    )


def _add_doctor(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "doctor",
        description="Who am I, what may I, and what is in the way? Asks each operation "
        "that the program uses once, with the smallest request. The exit code is 1 "
        "when anything failed, 0 when not; warnings are fine.",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--ascii", action="store_true", help="no characters beyond ASCII of our own"
    )
    _add_account(parser)


def _add_emulator(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "emulator",
        description="Serve the built-in service on 127.0.0.1; the first line on "
        "standard output is its URL.",
        argument_default=argparse.SUPPRESS,
    )
    default = EmulatorConfig()
    for name, kind, text in (
        ("port", port, f"0: any free one ({default.port})"),
        ("seed", int, f"another seed, another world ({default.seed})"),
        ("results", count, f"results that exist at the start ({default.results})"),
        ("instances", count, f"servers of the largest region ({default.instances})"),
        ("latency", seconds, f"seconds until each reply ({default.latency})"),
        ("output-size", count, "bytes of every output (as its command prints)"),
    ):
        parser.add_argument(f"--{name}", type=kind, metavar="N", help=text)


def _add_source(parser: argparse.ArgumentParser) -> None:
    _add_account(parser)
    group = parser.add_argument_group("what to read")
    add = group.add_argument
    add("--instance", metavar="ID", dest="instance_id", help="only this server")
    add("--invoke-id", metavar="ID", help="only this run, with its history")
    add("--command-id", metavar="ID", help="only this command")
    add("--status", metavar="NAME", help="only this status, such as Failed")
    add("--tag", metavar="KEY=VALUE", type=tag, action="append", help="repeatable")
    add("--paging", choices=("token", "page"), help="token unless told (ECS)")
    add(
        "--depth",
        metavar="N",
        type=depth,
        help="results to read per region, or 'all' (1000)",
    )


def _add_account(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("whom to ask")
    add = group.add_argument
    add("--demo", action="store_true", help="ask the built-in service")
    add("--profile", metavar="NAME", help="profile of ~/.aliyun/config.json")
    add("--region", metavar="ID", action="append", help="repeatable")
    add("--service", choices=("ecs", "swas", "all"), help="all unless told")
    add("--endpoint", metavar="URL", help="send every call there")
    add("--vpc", action="store_true", help="endpoints inside a VPC")
    add(
        "--ca-bundle",
        metavar="FILE",
        type=Path,
        help="PEM certificates to trust besides the system's",
    )
    add(
        "--concurrency",
        metavar="N",
        type=few,
        help="calls in flight per region and operation (4)",
    )
    add("--log", metavar="FILE", type=Path, help="write what happens to a file")


def _add_screen(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("screen")
    add = group.add_argument
    add(
        "--interval",
        metavar="SECONDS",
        type=seconds,
        help="between refreshes; 0: none (3 while something runs, else 15)",
    )
    add(
        "--budget",
        metavar="N",
        type=count,
        help="calls per minute and region that refreshing may cost (60)",
    )
    add("--theme", choices=("dark", "light", "ansi"), help="ansi: your 16 colours")
    add("--ascii", action="store_true", help="no characters beyond ASCII of our own")
    add(
        "--no-mouse",
        dest="mouse",
        action="store_false",
        help="the terminal keeps it",
    )
    add("--utc", action="store_true", help="times in UTC")
    add(
        SPARE,
        choices=SPARING,
        nargs="?",
        const="always",
        help="few colours, no borders, few frames; auto: where the terminal answers "
        "late (auto)",
    )
    add(
        "--clipboard",
        choices=("auto", "raw", "tmux", "screen", "file", "off"),
        help="how copies reach the terminal's clipboard, besides a file (auto)",
    )


__all__ = ["USAGE_EXIT_CODE", "UsageError", "parse"]
