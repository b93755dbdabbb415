"""A decoded reply of any vintage -> one Page.

The vendor's pages from 2018 to 2025 differ in the spelling of keys, in the wrapping
of lists and in where the paging words stand; dumps of the SDKs add a wrapping of
their own. What cannot be read becomes a sentence in `Page.problems`: one bad record
never costs the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, TypeVar

from ca_tui.api.contents import Encoding
from ca_tui.api.executions import keep_apart
from ca_tui.api.fields import Record, fold, integer, listed, text
from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    Json,
    Page,
    Region,
    ServiceName,
)
from ca_tui.api.records import (
    Asked,
    read_agent,
    read_instance,
    read_invocation,
    read_region,
    read_result,
)
from ca_tui.api.shapes import (
    INVOCATION,
    SECTIONS,
    has_sections,
    is_invocation,
    is_record,
    recognise,
    unwrap,
)

MOST_PROBLEMS: Final = 50
"""Sentences of a page; a reply of rubbish would have as many as records."""

LINE_OF_LIST: Final = "phase"
"""No vendor's record has it; one that has is a line of `ca-tui list`."""

_Value = TypeVar("_Value")


def read_page(
    tree: Json,
    *,
    service: ServiceName | None = None,
    region_id: str = "",
    encoding: Encoding = "base64",
    history: bool = False,
    rows: bool = True,
    size: int = 0,
) -> Page:
    """A reply as `json.loads` gives it, a bare record, or a list of either.

    `service` None: recognised from the shape. `region_id` empty: as the records say.
    `encoding`: of Output and CommandContent; "unknown" guesses. `history`: the rows
    are executions of a scheduled task. `rows` False: those of invocations are not
    wanted, and would be half of the work. `size`: bytes of the body. `Page.last` is
    left to the caller, who knows the way of paging. Never raises.
    """
    reply = unwrap(tree)
    root = fold(reply)
    inside = fold(root.get(INVOCATION))
    asked = Asked(service or recognise(root), region_id, encoding, history)
    found = _Reader(asked, guess_service=service is None, rows=rows)
    found.read(reply)
    return Page(
        results=tuple(keep_apart(found.results)),
        invocations=tuple(found.invocations),
        instances=tuple(found.instances),
        agents=tuple(found.agents),
        regions=tuple(found.regions),
        request_id=text(root, "requestid") or text(inside, "requestid"),
        total_count=_count(root, inside, "totalcount"),
        next_token=text(root, "nexttoken") or text(inside, "nexttoken"),
        page_number=_count(root, inside, "pagenumber"),
        page_size=_count(root, inside, "pagesize"),
        problems=_bounded(found.problems),
        size=size,
    )


def next_token(tree: Json) -> str:
    """The NextToken of a reply, without reading its rows; empty: there is none."""
    root = fold(unwrap(tree))
    return text(root, "nexttoken") or text(fold(root.get(INVOCATION)), "nexttoken")


def _bounded(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return tuple(problems)
    return (*problems[:MOST_PROBLEMS], f"{more:,} more records were left out.")


def _count(root: Record, inside: Record, name: str) -> int | None:
    number = integer(root, name)
    return integer(inside, name) if number is None else number


class _Reader:
    """Collects the records of one reply."""

    def __init__(self, asked: Asked, *, guess_service: bool, rows: bool) -> None:
        self.results: list[InvocationResult] = []
        self.invocations: list[Invocation] = []
        self.instances: list[Instance] = []
        self.agents: list[Agent] = []
        self.regions: list[Region] = []
        self.problems: list[str] = []
        self._asked = asked
        self._guess_service = guess_service
        self._rows = rows

    def read(self, reply: Json) -> None:
        """One reply, or each of a list of replies and bare records."""
        if not isinstance(reply, list):
            self._read_one(reply, "Record")
            return
        for position, item in enumerate(reply, 1):
            inner = unwrap(item)
            if not self._read_one(inner, f"Record {position}"):
                self._left_out(f"Record {position}", "is no reply and no result")

    def _read_one(self, reply: Json, label: str) -> bool:
        if not isinstance(reply, dict):
            return False
        root = fold(reply)
        if self._guess_service:
            self._serve(recognise(root))
        if is_record(root):
            self._bare(reply, root, label)
            return True
        if not has_sections(root):
            return False
        inside = root.get(INVOCATION)
        if inside is not None:
            self._invocation_body(inside)
        for name, value in root.items():
            if name in SECTIONS:
                self._section(name, value)
        return True

    def _serve(self, service: ServiceName) -> None:
        if service != self._asked.service:
            self._asked = replace(self._asked, service=service)

    def _invocation_body(self, value: Json) -> None:
        """`Invocation`: the body of DescribeInvocationResults, or invocations."""
        body = fold(value)
        if isinstance(value, list) or is_record(body):
            self._invocations(listed(value), "Invocation")
            return
        for name, section in body.items():
            if name in SECTIONS:
                self._section(name, section)

    def _section(self, name: str, value: Json) -> None:
        kind, wrapper = SECTIONS[name]
        items = listed(value, *wrapper)
        if kind == "result":
            self._results(items, "Result")
        elif kind == "invocation":
            self._invocations(items, "Invocation")
        elif kind == "region":
            self._each(items, "Region", read_region, self.regions, "RegionId")
        elif kind == "instance":
            self._each(items, "Instance", read_instance, self.instances, "InstanceId")
        else:
            self._each(items, "Agent", read_agent, self.agents, "InstanceId")

    def _bare(self, record: Record, root: Record, label: str) -> None:
        """A record without a reply around it; a line of `ca-tui list` names its command
        and its instance too, and has its output as text.
        """
        if is_invocation(root):
            self._invocations([record], label)
            return
        asked = self._asked
        if LINE_OF_LIST in root:
            self._asked = replace(asked, encoding="plain")
        self._results([record], label)
        self._asked = asked
        if text(root, "instancename"):
            instance = read_instance(record, self._asked)
            if instance:
                self.instances.append(replace(instance, raw={}))
        if text(root, "commandname"):
            invocation = read_invocation(record, self._asked)
            if invocation:
                self.invocations.append(replace(invocation, invocation_status=""))

    def _results(
        self, items: Iterable[Json], label: str, invocation: Record | None = None
    ) -> None:
        def read(came: Record, asked: Asked) -> InvocationResult | None:
            return read_result(came, asked, invocation)

        self._each(items, label, read, self.results, "InvokeId and no InstanceId")

    def _invocations(self, items: Iterable[Json], label: str) -> None:
        for position, item in enumerate(items, 1):
            place = f"{label} {position}"
            self._each([item], place, read_invocation, self.invocations, "InvokeId")
            if not self._rows:
                continue
            record = fold(item)
            rows = listed(record.get("invokeinstances"), "invokeinstance")
            if rows:
                self._results(rows, f"{place}, InvokeInstance", record)
            elif "instanceid" in record and isinstance(item, dict):
                self._results([item], place)

    def _each(
        self,
        items: Iterable[Json],
        label: str,
        read: Callable[[Record, Asked], _Value | None],
        into: list[_Value],
        identity: str,
    ) -> None:
        for position, item in enumerate(items, 1):
            if not isinstance(item, dict):
                self._left_out(f"{label} {position}", "is no object")
                continue
            value = read(item, self._asked)
            if value is None:
                self._left_out(f"{label} {position}", f"has no {identity}")
            else:
                into.append(value)

    def _left_out(self, place: str, why: str) -> None:
        self.problems.append(f"{place} {why} and was left out.")
