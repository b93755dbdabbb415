"""Results with hostile and with ordinary outputs, in a store and out of it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Final

from ca_tui.api.models import Instance, InvocationResult, Output, Page
from ca_tui.export.forms import Form, write
from ca_tui.export.reading import Result, results
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START, result
from tests.monitor.stored import RUN

HOSTILE: Final = (
    b"",
    b"one line\n",
    b"no line end",
    b"two\nlines\n\n\nand blank ones\n\n",
    b"windows\r\nlines\r\n",
    b'quotes " and \'\' and "", commas, semicolons; tabs\tend\n',
    b"NUL \x00 bell \x07 escape \x1b]52;c;aGk=\x07 \x1b[31mred\x1b[0m\n",
    "测试服务器 的 输出: 完成\n".encode(),
    b'=HYPERLINK("http://evil.example","click")\n',
    b"@SUM(1+1)*cmd|' /C calc'!A0",
    b"-1",
    b"```\nfenced\n````\n~~~\n",
    b"`````text\n<script>alert(1)</script> ![x](javascript:alert(1))\n",
    b"    | a | b |\n    |---|---|\n# heading\n",
    b"\xff\xfe\x00binary\x80\x81",
    "\ufeffwith a mark\n".encode(),
    "utf-16 行\n".encode("utf-16-le"),
    "bidi \u202etxt.exe\u2069 zero\u200bwidth \u2028 separator\n".encode(),
    b"10%\r50%\r100%\ndone\n",
)
"""Outputs that break out of a form where anything does."""


def made(number: int, data: bytes | None, **changes: object) -> InvocationResult:
    """A result of the run t-0000 on the instance i-number."""
    plain = result(number, instance_id=f"i-{number}", invoke_id="t-0000")
    output = None if data is None else Output(data)
    return replace(plain, output=output, **changes)  # type: ignore[arg-type] # by field name


@contextmanager
def stored(
    directory: Path,
    found: Sequence[InvocationResult],
    names: Sequence[str] = (),
) -> Iterator[tuple[Store, list[int]]]:
    """A store with these results, and their ids in the order given."""
    store = Store(clock=lambda: START, directory=directory, zone=UTC)
    servers = tuple(
        Instance("ecs", "cn-hangzhou", f"i-{number}", name)
        for number, name in enumerate(names)
    )
    try:
        store.merge(Page(invocations=(RUN,), instances=servers))
        store.merge(Page(results=tuple(found)))
        yield store, [store.find(each.key) or 0 for each in found]
    finally:
        store.close()


def one(directory: Path, found: InvocationResult, name: str = "web-01") -> Result:
    """A result and its output, read back."""
    names = [name] * (int(found.key.instance_id.removeprefix("i-")) + 1)
    with stored(directory, [found], names) as (store, ids):
        return next(results(store, ids))


def written(directory: Path, found: Sequence[InvocationResult], form: Form) -> str:
    """These results in a form."""
    out = io.StringIO()
    with stored(directory, found, ["web-01", "=2+3", "a|b `c`"]) as (store, ids):
        assert len(store.ids(View())) == len(found)
        write(store, ids, out, form, UTC)
    return out.getvalue()
