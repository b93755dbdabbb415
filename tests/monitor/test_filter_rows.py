"""Which rows a filter leaves: by a table, and against a model in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ca_tui.api.models import (
    Instance,
    Invocation,
    InvocationResult,
    OssOutput,
    Output,
    Page,
    ResultKey,
)
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START
from tests.monitor.filter_facts import ZONE, Facts, facts
from tests.monitor.filter_model import FILTERS, Made
from tests.monitor.test_filter_syntax import PIECES

NAMES = (
    *("web-01", "web-02", "WEB-03", "测试服务器-02", "Straße", "STRASSE 7", "İstanbul"),
    *("a*b?c", 'db "x"', "", "line1\nline2", "C:\\dir", "(box)|"),
)

STATUSES = (
    *("Success", "Success", "Failed", "Failed", "Running", "Timeout", "Pending"),
    *("Stopped", "Brewing", ""),
)

OUTPUTS = (
    None,
    b"",
    b"tar: No space left on device\r\nerror\r\n",
    "fehler: straße gesperrt\n测试".encode(),
    b"a line with web-01 in it\nxbc " * 60,
    b"\x1b[31mERROR\x1b[0m ops \xff\xfe",
)


class Known(dict[bool, dict[int, Facts]]):
    """Facts that hypothesis does not print."""

    __repr__ = object.__repr__


def made_up(number: int, chance: Random) -> InvocationResult:
    """A result with a bit of everything."""
    status = chance.choice(STATUSES)
    start = START - timedelta(seconds=chance.choice((0, 59, 60, 180, 600, 3600, 9999)))
    took = timedelta(seconds=chance.choice((0, 0.2, 1.5, 4, 60, 64, 127, 3700)))
    ended = status not in ("Running", "Pending", "Brewing") and chance.random() < 0.9
    output = chance.choice(OUTPUTS)
    failed = status == "Failed"
    container = chance.choice(("", "", "box-1"))
    key = ResultKey(
        chance.choice(("ecs", "ecs", "swas")),
        chance.choice(("cn-hangzhou", "cn-beijing", "ap-southeast-1")),
        f"t-{number:04}",
        f"i-{chance.randrange(len(NAMES)):02}",
        container,
    )
    return InvocationResult(
        key,
        invocation_status=status,
        command_id=chance.choice(("", "c-1", "c-2")),
        exit_code=chance.choice((None, 0, 0, 1, 2, 127, -1, 10**30)),
        error_code=chance.choice(("ExitCodeNonzero", "ClientNotOnline")) * failed,
        error_info="the exit code is not zero" if failed else "",
        creation_time=chance.choice((None, start - timedelta(seconds=2))),
        start_time=None if status == "Pending" else start,
        finished_time=start + took if ended else None,
        dropped=chance.choice((None, 0, 1, 1500)),
        repeats=chance.choice((None, 0, 1, 4)),
        username=chance.choice(("", "root", "OPS")),
        container_id=container,
        container_name="redis-box" if container else "",
        tags=chance.choice(
            ((), (("owner", "ops"),), (("env", "prod"), ("Own", "a b")))
        ),
        oss_output=chance.choice((None, OssOutput("Enabled", "Failed", "oss://b/k"))),
        output=None if output is None else Output(output),
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    chance = Random(7)
    results = tuple(made_up(number, chance) for number in range(80))
    servers = tuple(
        Instance(service, region, f"i-{number:02}", name)
        for number, name in enumerate(NAMES)
        for service in ("ecs", "swas")
        for region in ("cn-hangzhou", "cn-beijing")
    )
    runs = tuple(
        Invocation(
            result.key.service,
            result.key.region_id,
            result.key.invoke_id,
            command_name=chance.choice(("nightly-backup", "Backup 2", "a*b?c", "")),
            timeout=chance.choice((None, 60, 3600)),
            frequency=chance.choice(("", "0 0 * * *")),
            tags=chance.choice(((), (("owner", "OPS"),))),
        )
        for result in results[::2]
    )
    directory = tmp_path_factory.mktemp("filter")
    store = Store(clock=lambda: START, directory=directory, zone=ZONE)
    store.merge(Page(results=results, instances=servers, invocations=runs))
    yield store
    store.close()


@pytest.fixture(scope="module")
def known(store: Store) -> Known:
    """The facts of every row, by whether times show in UTC."""
    found = Known({True: {}, False: {}})
    for row_id in store.ids(View()):
        record, output = store.record(row_id), store.output(row_id)
        assert record is not None
        for utc in found:
            found[utc][row_id] = facts(record, output, UTC if utc else ZONE)
    return found


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=FILTERS, utc=st.booleans())
def test_sql_and_the_model_leave_the_same_rows(
    store: Store, known: Known, made: Made, utc: bool
) -> None:
    text, meaning = made
    wanted = {row_id for row_id, row in known[utc].items() if meaning(row)}
    view = View(text=text, utc=utc)
    assert set(store.ids(view)) == wanted
    assert store.counts(view).hidden == len(known[utc]) - len(wanted)


@settings(deadline=None, max_examples=150)
@given(text=st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=20))
@example(text='output:"\0\ud800"')
@example(text="tag:\x1e*=\x1f")
def test_any_text_leaves_rows_or_raises_a_mistake(store: Store, text: str) -> None:
    total = len(store.ids(View()))
    try:
        left = store.ids(View(text=text))
    except FilterError:
        return
    assert len(left) + store.counts(View(text=text)).hidden == total
