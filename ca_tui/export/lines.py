"""JSON lines: one object per result, for jq and its like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final, TextIO

from ca_tui.export.objects import as_object
from ca_tui.export.reading import Result

UNSAFE: Final = re.compile(
    "[\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What `json.dumps` leaves as it is and a terminal may obey."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def write_jsonl(results: Iterable[Result], out: TextIO) -> None:
    """A line per result; unsafe characters are escapes, which lose nothing."""
    for record, output in results:
        line = _ENCODER.encode(as_object(record, output))
        if not line.isascii() or "\x7f" in line:
            line = UNSAFE.sub(_escaped, line)
        out.write(line + "\n")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
