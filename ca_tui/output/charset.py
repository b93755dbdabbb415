"""In which encoding bytes were printed, and how sure that is.

UTF-8 and byte order marks speak for themselves; all else is charset-normalizer's to
say. A command of Windows prints in the code page of its console.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

CHOICES: Final = ("", "utf-8", "gb18030", "utf-16", "cp932", "latin-1")
"""What an operator can choose from; empty: what is detected. GB 18030 reads all that
is GBK, code page 932 all that is Shift-JIS."""

_NAMES: Final = {"cp932": "shift-jis", "gb18030": "gbk", "cp949": "euc-kr"}
"""Codec -> what people call it."""

_CODE_PAGES: Final = (
    *("gb18030", "big5", "cp932", "euc_kr", "euc_jp"),
    *("cp1252", "cp1251", "cp866", "koi8_r", "cp850"),
)
"""What consoles print in that is not Unicode."""

_CONTINUATION: Final = bytes(range(0x80, 0xC0))
"""Bytes that never begin a character of UTF-8."""

_SAMPLE: Final = 16_384
"""Bytes of each part that are looked at where it is not plainly UTF-8."""

_CUT_SAMPLE: Final = 2048
"""The same where there are no whole lines: it is read in several ways."""

_ZEROS: Final = 4096
"""Bytes looked at when UTF-16 without a byte order mark is suspected."""

_LONGEST: Final = 4
"""Bytes of a character in any encoding."""

_ENOUGH: Final = 32
"""Bytes beyond ASCII in whole lines that tell as much as all lines."""

_FEWEST: Final = 3
"""Of these so many are needed for any guess."""


@dataclass(frozen=True, slots=True)
class Charset:
    """A codec, and how it was found."""

    codec: str = "utf-8"
    how: str = ""
    """"chosen", "likely" or "a guess"; empty where there is no doubt."""

    @property
    def label(self) -> str:
        """Name and doubt in words: "gbk, likely"."""
        name = _NAMES.get(self.codec, self.codec.replace("_", "-"))
        return f"{name}, {self.how}" if self.how else name


def chosen(codec: str, data: bytes) -> Charset:
    """What an operator chose; the byte order of UTF-16 is looked for in `data`."""
    if codec == "utf-16":
        codec = utf16(data) or "utf-16-le"
    return Charset(codec, "chosen")


def detect_charset(parts: Sequence[bytes]) -> Charset | None:
    """The encoding of a text that may be cut at both ends of each part.

    None where it is none that is known: the bytes may be no text at all.
    """
    data = next(filter(None, parts), b"")
    if data.startswith(codecs.BOM_UTF8):
        return Charset()
    wide = utf16(data)
    if wide:
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return Charset(wide, "" if marked else "likely")
    if all(map(_is_utf8, parts)):
        return Charset()
    if _mostly_utf8(parts):
        return Charset("utf-8", "likely")
    return _code_page(parts)


def utf16(data: bytes) -> str:
    """The kind of UTF-16 that `data` is in, or nothing.

    Without a mark, Latin text shows a NUL in nearly every second byte.
    """
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = data[:_ZEROS:2], data[1:_ZEROS:2]
    if len(odd) < 4:
        return ""
    high, low = even.count(0) / len(even), odd.count(0) / len(odd)
    if low > 0.4 and high < 0.05:
        return "utf-16-le"
    return "utf-16-be" if high > 0.4 and low < 0.05 else ""


def without_cut_head(data: bytes) -> bytes:
    """UTF-8 without the rest of a character whose beginning was cut off."""
    rest = data.lstrip(_CONTINUATION) if data and 0x80 <= data[0] < 0xC0 else data
    return rest if len(data) - len(rest) < _LONGEST else data


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(without_cut_head(data))
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(parts: Iterable[bytes]) -> bool:
    """Some bytes are broken, and far more characters are whole."""
    whole = broken = 0
    for part in parts:
        text = without_cut_head(part)[:_SAMPLE].decode(errors="replace")
        bad = text.count("\ufffd")
        broken += bad
        whole += sum(char > "\x7f" for char in text) - bad
    return whole > 4 * broken


def _code_page(parts: Sequence[bytes]) -> Charset | None:
    sample = b"\n".join(_whole_lines(part[:_SAMPLE]) for part in parts)
    trimmed = [sample]
    if _foreign(sample) < _ENOUGH:
        trimmed = _trimmed(b"\n".join(part[:_CUT_SAMPLE] for part in parts))
    if _foreign(trimmed[0]) < _FEWEST:
        return None
    # read only now: nine outputs of ten are plain UTF-8
    from charset_normalizer import from_bytes

    best: CharsetMatch | None = None
    rivals: list[CharsetMatch] = []
    for data in trimmed:
        found = [*from_bytes(data, cp_isolation=[*_CODE_PAGES], enable_fallback=False)]
        if found and (best is None or _fit(found[0]) > _fit(best)):
            best, *rivals = found
        if best is not None and best.coherence > best.chaos:
            break
    if best is None:
        return None
    doubtful = any(_fit(rival) > _fit(best) - 0.05 for rival in rivals)
    likely = best.chaos < 0.1 and not doubtful
    return Charset(best.encoding, "likely" if likely else "a guess")


def _fit(match: CharsetMatch) -> float:
    """How much more it reads like a language than like a mess."""
    return float(match.coherence - match.chaos)


def _whole_lines(data: bytes) -> bytes:
    """What no cut at either end has touched: no encoding here has the byte of a line
    end within a character."""
    return data[data.find(b"\n") + 1 : data.rfind(b"\n") + 1]


def _foreign(data: bytes) -> int:
    """How many bytes are not ASCII."""
    return len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))


def _trimmed(data: bytes) -> list[bytes]:
    """`data`, and then without what may be left of characters at its ends."""
    cuts = product(range(_LONGEST), range(_LONGEST))
    return [data[head : len(data) - tail] for head, tail in cuts]
