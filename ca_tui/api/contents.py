"""Output and CommandContent: base64 or plain text, as asked for or as guessed.

ContentEncoding of the request is the truth where it is known: `done` is valid
base64. A guess is made only for saved replies and for the one SWAS operation whose
documents show both, and it is marked.
"""

from __future__ import annotations

import binascii
import re
from typing import Final, Literal, TypeAlias

from ca_tui.api.fields import whole_text
from ca_tui.api.models import Json, Output

Encoding: TypeAlias = Literal["base64", "plain", "unknown"]

_BLANKS: Final = re.compile(r"\s+")
_LINE_ENDS: Final = re.compile(r"[\r\n]+")
_IMPLAUSIBLE: Final = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\udc80-\udcff]")
"""Control characters that no command prints, and bytes that are no UTF-8."""
_ONE_IN: Final = 20
"""Of so many characters one may be implausible: cut and converted outputs."""


def read_output(value: Json, encoding: Encoding) -> Output | None:
    """What stands in Output; None where the reply carried none.

    Text that is not what the encoding promises is kept as it came and marked.
    """
    if value is None or isinstance(value, dict | list):
        return None
    came = whole_text(value)
    if encoding == "plain":
        return Output(came.encode())
    if not came.strip():
        return Output(b"")
    data = _strict(came.strip())
    if data is None:
        data = _repaired(came, encoding)
    elif encoding == "unknown" and not plausible(data):
        data = None
    if data is None:
        return Output(came.encode(), guessed=True)
    return Output(data, guessed=encoding == "unknown")


def read_content(value: Json, encoding: Encoding) -> str:
    """What stands in CommandContent, as text."""
    output = read_output(value, encoding)
    return output.data.decode("utf-8", "replace") if output else ""


def plausible(data: bytes) -> bool:
    """Whether bytes read as text that a command printed."""
    characters = data.decode("utf-8", "surrogateescape")
    strange = sum(1 for _ in _IMPLAUSIBLE.finditer(characters))
    return strange * _ONE_IN <= len(characters)


def _strict(value: str) -> bytes | None:
    try:
        return binascii.a2b_base64(value, strict_mode=True)
    except ValueError:
        return None


def _repaired(came: str, encoding: Encoding) -> bytes | None:
    """Base64 that was wrapped, spaced or lost its padding, if it gives text."""
    if encoding == "unknown":
        data = _strict(_LINE_ENDS.sub("", came.strip()))
    else:
        compact = _BLANKS.sub("", came).rstrip("=")
        data = _strict(compact + "=" * (-len(compact) % 4))
    return data if data is not None and plausible(data) else None
