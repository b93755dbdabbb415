"""Exports are whole or not there, and never in the place of something unasked."""

from __future__ import annotations

import csv
import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.export.files import AlreadyThere, ExportError, put, write_file
from ca_tui.export.folder import INDEX, write_folder
from ca_tui.export.names import LONGEST, Names, safe_name
from tests.export.stage import HOSTILE, made, stored


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


def words(text: str) -> Callable[[TextIO], object]:
    return lambda out: out.write(text)


def test_a_file_is_written_for_its_owner_alone(place: Path) -> None:
    write_file(place / "a.csv", words("x,行\r\n"))
    assert (place / "a.csv").read_bytes() == "x,行\r\n".encode()
    assert stat.S_IMODE((place / "a.csv").stat().st_mode) == 0o600
    assert os.listdir(place) == ["a.csv"]


def test_nothing_is_replaced_unless_told(place: Path) -> None:
    path = place / "a.csv"
    path.write_text("old")
    with pytest.raises(AlreadyThere, match="is there already"):
        write_file(path, words("new"))
    assert path.read_text() == "old"
    write_file(path, words("new"), replace=True)
    assert path.read_text() == "new"
    assert os.listdir(place) == ["a.csv"]


def test_what_appears_meanwhile_is_not_replaced(place: Path) -> None:
    path = place / "a.csv"

    def late(out: TextIO) -> None:
        out.write("new")
        path.write_text("somebody else's")

    with pytest.raises(AlreadyThere):
        write_file(path, late)
    assert path.read_text() == "somebody else's"
    assert os.listdir(place) == ["a.csv"]


def test_a_dangling_link_is_something(place: Path) -> None:
    (place / "link").symlink_to(place / "nowhere")
    with pytest.raises(AlreadyThere):
        write_file(place / "link", words("x"))
    assert not (place / "nowhere").exists()


def test_what_is_no_file_is_never_replaced(place: Path) -> None:
    os.mkfifo(place / "pipe")
    for path in (place / "pipe", place):
        with pytest.raises(ExportError, match="no file that could be replaced"):
            write_file(path, words("x"), replace=True)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(place: Path) -> None:
    def fill(out: TextIO) -> None:
        out.write("x" * 100_000)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ExportError, match=r"a.csv cannot be written: No space left"):
        write_file(place / "a.csv", fill)
    assert os.listdir(place) == []


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_file_system_that_is_full_is_told(place: Path) -> None:
    """The real error, from where Linux keeps one: at the flush, not at the write."""
    with open("/dev/full", "w") as full:

        def fill(out: TextIO) -> None:
            os.dup2(full.fileno(), out.fileno())
            out.write("x" * 100_000)

        with pytest.raises(ExportError, match="No space left on device"):
            write_file(place / "a.csv", fill)
    assert os.listdir(place) == []


def test_a_missing_folder_is_named(place: Path) -> None:
    with pytest.raises(ExportError, match=r"There is no folder .*/none"):
        write_file(place / "none" / "a.csv", words("x"))


def test_a_folder_that_cannot_be_written_is_told(place: Path) -> None:
    with pytest.raises(ExportError, match=r"cannot be written: .*Nothing was left"):
        write_file(Path("/proc/a.csv"), words("x"))


def test_an_interrupted_export_leaves_nothing(place: Path) -> None:
    def interrupted(out: TextIO) -> None:
        out.write("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(place / "a.csv", interrupted)
    assert os.listdir(place) == []


def test_without_hard_links_nothing_is_replaced_either(place: Path) -> None:
    """As on FAT."""

    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    for name in ("one", "two"):
        (place / name).write_text(name)
    put(place / "one", place / "a.csv", refuse)
    with pytest.raises(AlreadyThere):
        put(place / "two", place / "a.csv", refuse)
    assert (place / "a.csv").read_text() == "one"


def test_a_folder_has_every_output_byte_for_byte(place: Path, tmp_path: Path) -> None:
    found = [made(number, data) for number, data in enumerate(HOSTILE)]
    names = [
        "web-01",
        "WEB-01",
        "测试服务器",
        "../../etc/passwd",
        "CON",
        "a/b\\c:d\x1b[m",
    ]
    with stored(tmp_path, found, names) as (store, ids):
        write_folder(store, ids, place / "run")
    with open(place / "run" / INDEX, encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(place / "run" / each["file"]).read_bytes() for each in lines] == [*HOSTILE]
    written = set(os.listdir(place / "run"))
    assert len({name.casefold() for name in written}) == len(HOSTILE) + 1
    assert "测试服务器.txt" in written
    assert os.listdir(place) == ["run"]
    assert all(
        stat.S_IMODE(each.stat().st_mode) == 0o600 for each in (place / "run").iterdir()
    )


def test_an_instance_with_several_results_has_a_file_for_each_run(
    place: Path, tmp_path: Path
) -> None:
    from tests.monitor.fakes import result

    found = [
        result(number, output=b"%d" % number, instance_id="i-0") for number in range(3)
    ]
    with stored(tmp_path, found, ["web-01"]) as (store, ids):
        write_folder(store, ids, place / "run")
    assert sorted(os.listdir(place / "run")) == [
        INDEX,
        *(f"web-01.t-000{number}.txt" for number in range(3)),
    ]


def test_an_existing_folder_is_left_alone(place: Path, tmp_path: Path) -> None:
    (place / "run").mkdir()
    with (
        stored(tmp_path, [made(0, b"x")]) as (store, ids),
        pytest.raises(AlreadyThere),
    ):
        write_folder(store, ids, place / "run")
    assert os.listdir(place / "run") == []


def test_progress_is_told_and_can_stop_it(place: Path, tmp_path: Path) -> None:
    found = [made(number, b"x") for number in range(450)]
    told: list[tuple[int, int]] = []
    with stored(tmp_path, found) as (store, ids):
        write_folder(store, ids, place / "whole", lambda *now: told.append(now))
        assert told == [(0, 450), (200, 450), (400, 450), (450, 450)]

        def stop(done: int, total: int) -> None:
            if done >= 200:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_folder(store, ids, place / "half", stop)
    assert os.listdir(place) == ["whole"]


@given(st.text(max_size=300))
def test_any_name_is_safe(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name.encode()) <= LONGEST + 1
    assert not set(name) & set('/\\:*?"<>|\x00 \n')
    assert name[0] not in ".-~"
    assert name.isprintable()
    assert Path(name).name == name


@pytest.mark.parametrize("name", ["con", "NUL", "com1.txt", "LPT9", "Aux.log"])
def test_names_of_devices_are_not_used(name: str) -> None:
    assert safe_name(name).casefold() == f"_{name.casefold()}"


@given(st.lists(st.sampled_from(["a", "A", "ａ", "b", "é", "é"]), max_size=12))
def test_no_two_names_are_one_file_anywhere(stems: list[str]) -> None:
    names = Names()
    given_names = [names.give(stem, ".txt") for stem in stems]
    assert len({each.casefold() for each in given_names}) == len(stems)
