"""Forms for programs, opened by others: json and csv, and a spreadsheet's rules."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.export.lines import write_jsonl
from ca_tui.export.sheet import cell, harmless, write_csv
from tests.export.stage import HOSTILE, made, one, written

NUMBERS = {"exit_code", "timeout", "dropped", "repeats"}

STARTS_A_FORMULA = set("=+-@\t\r＝＋－＠")


def every() -> list[bytes]:
    return list(HOSTILE)


def read_json(text: str) -> list[dict[str, object]]:
    """As jq does: one value per line, and no line end but LF."""
    assert text.endswith("\n")
    found: list[dict[str, object]] = []
    for line in text.removesuffix("\n").split("\n"):
        value = json.loads(line, parse_constant=pytest.fail)
        assert isinstance(value, dict)
        found.append(value)
    return found


def data_of(line: dict[str, object]) -> bytes:
    encoded = line["output_base64"]
    if encoded:
        return base64.b64decode(str(encoded), validate=True)
    return str(line["output"]).encode()


def test_every_output_comes_back_from_json_lines_byte_for_byte(tmp_path: Path) -> None:
    found = [made(number, data) for number, data in enumerate(every())]
    lines = read_json(written(tmp_path, found, "jsonl"))
    assert [data_of(line) for line in lines] == every()
    assert [line["instance_id"] for line in lines] == [
        each.key.instance_id for each in found
    ]


def test_json_lines_are_harmless_where_they_are_printed(tmp_path: Path) -> None:
    found = [made(number, data) for number, data in enumerate(every())]
    text = written(tmp_path, found, "jsonl")
    odd = {each for each in text if not (each.isprintable() or each == "\n")}
    assert odd == set()


def test_text_needs_no_base64(tmp_path: Path) -> None:
    (line,) = read_json(written(tmp_path, [made(0, "行 1\n".encode())], "jsonl"))
    assert (line["output"], line["output_base64"]) == ("行 1\n", None)


def test_no_output_is_null_and_an_empty_one_is_not(tmp_path: Path) -> None:
    found = [made(0, None), made(1, b"")]
    lines = read_json(written(tmp_path, found, "jsonl"))
    assert [line["output"] for line in lines] == [None, ""]


def test_every_output_comes_back_from_csv_byte_for_byte(tmp_path: Path) -> None:
    found = [made(number, data) for number, data in enumerate(every())]
    text = written(tmp_path, found, "csv")
    lines = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert [csv_data(line) for line in lines] == every()


def csv_data(line: dict[str, str]) -> bytes:
    if line["output_base64"]:
        return base64.b64decode(line["output_base64"], validate=True)
    text = line["output"]
    quoted = text.startswith("'") and text[1:2] in STARTS_A_FORMULA
    return (text[1:] if quoted else text).encode()


def test_no_cell_of_csv_is_a_formula(tmp_path: Path) -> None:
    found = [
        made(0, b"=1+1", error_code="+x", error_info="@y\n=z", username="-w"),
        made(1, b"\t=1", launcher="=cmd|' /C calc'!A0", exit_code=-1),
    ]
    lines = list(csv.DictReader(io.StringIO(written(tmp_path, found, "csv"))))
    assert len(lines) == 2
    for line in lines:
        for name, text in line.items():
            if name not in NUMBERS:
                assert text[:1] not in STARTS_A_FORMULA, name
    assert lines[1]["instance_name"] == "'=2+3"
    assert lines[1]["exit_code"] == "-1"


def test_csv_has_one_heading_and_the_columns_of_json_lines(tmp_path: Path) -> None:
    found = [made(0, b"x"), made(1, b"y")]
    table = list(csv.reader(io.StringIO(written(tmp_path, found, "csv"))))
    (first, *_) = read_json(written(tmp_path, found, "jsonl"))
    assert table[0] == list(first)
    assert {len(row) for row in table} == {len(first)}


@given(st.text())
def test_any_text_is_no_formula(text: str) -> None:
    assert harmless(text)[:1] not in STARTS_A_FORMULA
    assert harmless(text).removeprefix("'") == text.removeprefix("'")
    shown = cell(text)
    assert isinstance(shown, str)
    assert shown[:1] not in STARTS_A_FORMULA


def test_numbers_stay_numbers() -> None:
    assert [cell(value) for value in (-1, 0, 2**70, None)] == [-1, 0, 2**70, ""]
    assert cell({"owner": "ops", "=a": "b"}) == "owner=ops;=a=b"


@given(data=st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_bytes_come_back_from_both(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    result = one(tmp_path_factory.mktemp("store"), made(0, data))
    out = io.StringIO()
    write_jsonl([result], out)
    (line,) = read_json(out.getvalue())
    assert data_of(line) == data
    sheet = io.StringIO(newline="")
    write_csv([result], sheet)
    (row,) = csv.DictReader(io.StringIO(sheet.getvalue(), newline=""), strict=True)
    assert csv_data(row) == data
