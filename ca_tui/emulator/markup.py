"""A reply's text: JSON, or XML the way the vendor wraps it."""

from __future__ import annotations

import json
import re
from typing import Final
from xml.sax.saxutils import escape

from ca_tui.emulator.refusals import Json

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may contain, not even escaped."""


def to_json(payload: Json) -> bytes:
    """JSON in UTF-8; lone surrogates, which UTF-8 lacks, make it ASCII."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(payload, separators=(",", ":")).encode()


def _text(value: bool | int | float | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_NOT_XML.sub("\ufffd", str(value)), {"\r": "&#13;"})


def _element(name: str, value: Json) -> str:
    """One element, or one for each item of a list."""
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, dict):
        inner = "".join(_element(key, each) for key, each in value.items())
    else:
        inner = _text(value)
    return f"<{name}>{inner}</{name}>"


def to_xml(root: str, payload: Json) -> bytes:
    """XML in UTF-8 under a root element."""
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    return (head + _element(root, payload)).encode("utf-8", "replace")
