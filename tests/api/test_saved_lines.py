"""Results that this program wrote as JSON lines are read as what they were."""

from __future__ import annotations

import base64
import json

import pytest

from ca_tui.api.models import Json, Output
from ca_tui.api.saved import read_saved


@pytest.mark.parametrize(
    ("output", "encoded", "data"),
    [
        ("YWJj", None, b"YWJj"),
        ("", None, b""),
        ("磁盘\n", None, "磁盘\n".encode()),
        ("a\ufffd", base64.b64encode(b"a\xff").decode(), b"a\xff"),
    ],
)
def test_text_stays_text_and_bytes_stay_bytes(
    output: str, encoded: str | None, data: bytes
) -> None:
    """Text that looks like base64 is not taken for it where both are told apart."""
    line: dict[str, Json] = {
        "invoke_id": "t-1",
        "instance_id": "i-1",
        "output": output,
        "output_base64": encoded,
    }
    (page,) = read_saved(json.dumps(line).encode(), "saved.jsonl").pages
    assert [result.output for result in page.results] == [Output(data)]
