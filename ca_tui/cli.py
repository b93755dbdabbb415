"""The composition root: knows everybody, and nobody imports it."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, TextIO, TypeAlias

from ca_tui.api.errors import CaTuiError, UsageError
from ca_tui.arguments import USAGE_EXIT_CODE, parse
from ca_tui.config import Config
from ca_tui.heap import give_back
from ca_tui.logs import log_to

if TYPE_CHECKING:
    from ca_tui.connection import Connection
    from ca_tui.monitor.store import Store
    from ca_tui.remembering import Remembering
    from ca_tui.ui.explorer import Explorer
    from ca_tui.ui.opening import OpeningApp
    from ca_tui.ui.source import Look

INCOMPLETE: Final = 1
"""Exit code when not everything asked for was read."""

INTERRUPTED: Final = 130

Connect: TypeAlias = "Callable[[Config, Mapping[str, str], Path], Connection]"


def _connect(config: Config, environ: Mapping[str, str], home: Path) -> Connection:
    from ca_tui.connection import Connection

    return Connection(config, environ, home)


def main(
    argv: Sequence[str] | None = None,
    connect: Connect = _connect,
) -> int:
    """Run `ca-tui`; the exit code. `connect` makes the connection to read through."""
    sys.excepthook = _report
    try:
        config = parse(sys.argv[1:] if argv is None else argv)
        log_to(config.log)
        match config.command:
            case "emulator":
                return _emulate(config)
            case "list":
                return _list(config, connect)
            case "doctor":
                return _doctor(config, connect)
            case _:
                return _explore(config, connect)
    except UsageError as error:
        _say(str(error))
        return USAGE_EXIT_CODE
    except CaTuiError as error:
        _say(str(error))
        return INCOMPLETE
    except BrokenPipeError:
        # the reader went away: there is nobody to tell
        _give_up_output()
        return INCOMPLETE
    except KeyboardInterrupt:
        return INTERRUPTED


def _emulate(config: Config) -> int:
    from ca_tui.emulator.serve import run_forever

    chosen = config.emulator
    return run_forever(
        port=chosen.port,
        seed=chosen.seed,
        results=chosen.results,
        instances=chosen.instances,
        latency=chosen.latency,
        output_size=chosen.output_size,
    )


def _doctor(config: Config, connect: Connect) -> int:
    from ca_tui.doctor.command import run

    return run(config, connect)


def _list(config: Config, connect: Connect) -> int:
    from ca_tui.export.forms import write
    from ca_tui.monitor.rows import View
    from ca_tui.one_shot import needs_names_only, read_all

    give_back()
    # replies are trees without cycles: not to be looked through again and again
    gc.set_threshold(50_000)
    brief = needs_names_only(config)
    with _store(briefly=brief, indexed=False) as store:
        if config.files:
            from ca_tui.saved_files import SavedFiles

            saved = SavedFiles.read(config, store)
            missing, scopes = saved.problems, saved.scopes({})
        else:
            connection = connect(config, os.environ, Path.home())
            try:
                missing, scopes = asyncio.run(read_all(config, connection, store))
            finally:
                for sentence in connection.warnings:
                    _say(sentence)
        sort, descending = config.order
        view = View(
            scopes=scopes,
            text=config.filter,
            sort=sort,
            descending=descending,
            utc=config.utc,
        )
        ids = store.ids(view) if scopes else []
        with _output() as out:
            write(store, ids, out, config.format, UTC if config.utc else None)
        if store.trouble:
            _say(f"{store.trouble}.")
    for sentence in missing:
        _say(sentence)
    return INCOMPLETE if missing else 0


def _explore(config: Config, connect: Connect) -> int:
    # before the first frame: each thread that paints it would have a heap of its own
    give_back()
    with _first_frame_first() as painted, ExitStack() as held:
        if config.files:
            app = _app_of_files(config, held)
        else:
            app = _live_app(config, connect, held)
        app.when_painted = painted
        return asyncio.run(app.show(mouse=config.mouse))


def _app_of_files(config: Config, held: ExitStack) -> OpeningApp:
    """Of saved replies, read already."""
    from ca_tui.connection import utc_now
    from ca_tui.saved_files import SavedFiles

    store = held.enter_context(_store())
    source = SavedFiles.read(config, store)
    if not source.scopes({}):
        raise CaTuiError("\n".join(source.problems))
    _need_terminal()
    from ca_tui.ui.app import CaTuiApp

    look = replace(_look(config), problems=tuple(source.problems))
    memory = _memory(config, source.title)
    return CaTuiApp(source, store, look, clock=utc_now, memory=memory)


def _live_app(config: Config, connect: Connect, held: ExitStack) -> OpeningApp:
    """Of a service; what the first frame can do without is made behind it."""
    source = connect(config, os.environ, Path.home())
    _need_terminal()
    from ca_tui.ui.opening import OpeningApp

    def prepare(look: Look) -> Explorer:
        from ca_tui.connection import utc_now
        from ca_tui.ui.explorer import Explorer

        store = held.enter_context(_store())
        memory = _memory(config, source.title)
        return Explorer(source, store, look, clock=utc_now, memory=memory)

    app = OpeningApp(_look(config), prepare, title=source.title)
    source.on_warning = partial(
        app.notify, title="Credentials", severity="warning", timeout=15
    )
    return app


def _need_terminal() -> None:
    from ca_tui.ui.terminal import obstacle

    why_not = obstacle(os.environ)
    if why_not:
        raise UsageError(why_not)


def _look(config: Config) -> Look:
    from ca_tui.ui.source import Look

    return Look(
        theme="ansi" if config.theme == "ansi" else f"ca-{config.theme}",
        ascii=config.ascii,
        low_bandwidth=config.low_bandwidth,
        utc=config.utc,
        clipboard=config.clipboard,
        endpoint=config.endpoint,
        filter=config.filter,
        interval=config.interval,
        depth=config.depth,
        budget=config.budget,
    )


def _memory(config: Config, place: str) -> Remembering | None:
    """What was left in this place last time; the demo is always new."""
    if config.demo:
        return None
    from ca_tui.remembering import Remembering, state_file

    return Remembering(state_file(os.environ, Path.home()), place)


@contextmanager
def _first_frame_first() -> Iterator[Callable[[], None]]:
    """Look for no garbage among what is imported, until told, once or more, that it is
    on screen."""

    def painted() -> None:
        # what is there now stays until the end: not to be looked through again
        gc.freeze()
        gc.enable()

    gc.disable()
    try:
        yield painted
    finally:
        gc.enable()


@contextmanager
def _store(*, briefly: bool = False, indexed: bool = True) -> Iterator[Store]:
    from ca_tui.connection import utc_now
    from ca_tui.monitor.store import Store
    from ca_tui.output.text import decode

    store = Store(
        clock=utc_now,
        readable=lambda data: decode(data).text,
        briefly=briefly,
        indexed=indexed,
    )
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _output() -> Iterator[TextIO]:
    """Standard output; raises CaTuiError where nothing can be written."""
    if sys.stdout is None:
        raise CaTuiError("Standard output is closed.")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _give_up_output()
        raise CaTuiError(
            f"Standard output cannot be written: {error.strerror}."
        ) from None


def _give_up_output() -> None:
    """Keep Python from failing once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Tell a defect of ours; its words may quote a server."""
    from ca_tui.output.text import clean

    told = "".join(traceback.format_exception(kind, error, trace))
    for line in told.splitlines():
        print(clean(line), file=sys.stderr)


def _say(sentence: str) -> None:
    from ca_tui.output.text import clean

    for line in sentence.splitlines():
        print(f"ca-tui: {clean(line)}", file=sys.stderr)
