"""JSON and XML as far as they are whole, each value and element on a line of its own.

Nothing is parsed into values: texts keep their digits, their order, their repeated keys
and their entities, and neither depth nor expansion can harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ca_tui.output.folding import Builder, FoldLine

MOST: Final = 4_000_000
"""Characters of a text that are indented anew."""

_JSON: Final = re.compile(
    r"\s*+(?:(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<colon>:)"
    r'|(?P<value>"(?:[^"\\\n]|\\.)*+"'
    r"|-?+\d++(?:\.\d++)?+(?:[eE][+-]?+\d++)?+(?![\w.])|(?:true|false|null)\b))"
)

_XML: Final = re.compile(
    r"\s*+(?:(?P<aside><!--(?:[^-]|-(?!->))*+-->|<\?(?:[^?]|\?(?!>))*+\?>"
    r"|<!\[CDATA\[(?:[^\]]|\](?!\]>))*+\]\]>"
    r"|<!DOCTYPE[^\[>]*+(?:\[(?:[^\]\"']|\"[^\"]*+\"|'[^']*+')*+\]\s*+)?+>)"
    r"|(?P<close></[\w:.-]++\s*+>)"
    r"|(?P<open><[A-Za-z_][\w:.-]*+"
    r"(?:[^<>\"'/]|\"[^\"]*+\"|'[^']*+'|/(?!>))*+(?P<empty>/)?+>)"
    r"|(?P<text>[^<\s](?:[^<])*+))"
)


@dataclass(frozen=True, slots=True)
class Pretty:
    """What was read, what was left of the text, and what is missing."""

    lines: list[FoldLine]
    before: str = ""
    """The end of something whose beginning was cut off."""
    rest: str = ""
    """From where on it was not understood; as it came."""
    open: int = 0
    """Things that were opened and never closed."""

    @property
    def whole(self) -> bool:
        """All of it was understood, and all that was opened was closed."""
        return not (self.before or self.rest or self.open)


def pretty(text: str) -> Pretty | None:
    """Safe `text` indented anew; None where it is neither JSON nor XML."""
    if len(text) > MOST:
        return None
    start = text.lstrip()[:1]
    if start == "<":
        return _told(_xml(text, 0))
    tries = [_json(text, 0)]
    if tries[0].rest and start not in ("{", "["):
        # the head is cut off, perhaps within a string: go on behind it
        tries += [_json(text, quote + 1) for quote in _quotes(text)]
    return _told(max(tries, key=lambda found: len(found.lines)))


def _told(found: Pretty) -> Pretty | None:
    return found if any(line.end >= 0 for line in found.lines) else None


def _quotes(text: str) -> Iterator[int]:
    first = text.find('"')
    if first >= 0:
        yield first
        yield first - 1


def _json(text: str, start: int) -> Pretty:
    """The values from `start` on, up to what is no JSON."""
    built = Builder(_missing(_JSON, text, start))
    at = start
    before = ""
    for match in _tokens(_JSON, text, start):
        kind, token = match.lastgroup or "", match[match.lastgroup or 0]
        if not _put_json(built, kind, token, before):
            break
        at, before = match.end(), kind
    return _found(built, text, start, at)


def _put_json(built: Builder, kind: str, token: str, before: str) -> bool:
    """Take one token; False where it cannot stand there."""
    beside = before == "colon"
    if kind == "comma":
        built.add_to_last(",")
    elif kind == "colon":
        built.add_to_last(": ")
    elif before in ("value", "close") and kind in ("value", "open") and built.open:
        return False
    elif kind == "close" and before == "open":
        built.put(built.take_back() + token)
    elif kind == "close":
        built.pop(token)
    elif kind == "open":
        built.push(built.drop_last() + token if beside else token)
    elif beside:
        built.add_to_last(token)
    else:
        built.put(token)
    return True


def _xml(text: str, start: int) -> Pretty:
    """The elements from `start` on, up to what is no XML."""
    built = Builder(_missing(_XML, text, start))
    at = start
    before: list[str] = []
    for match in _tokens(_XML, text, start):
        kind = "empty" if match["empty"] else match.lastgroup or ""
        _put_xml(built, kind, match[0].strip(), before)
        at = match.end()
        before = [*before[-1:], kind]
    return _found(built, text, start, at)


def _put_xml(built: Builder, kind: str, token: str, before: list[str]) -> None:
    if kind == "open":
        built.push(" ".join(token.split()))
    elif kind == "aside":
        for line in token.split("\n"):
            built.put(line.strip())
    elif kind != "close":
        built.put(" ".join(token.split()))
    elif before[-1:] == ["open"]:
        built.put(built.take_back() + token)
    elif before == ["open", "text"]:
        inner = built.drop_last()
        built.put(built.take_back() + inner + token)
    else:
        built.pop(token)


def _tokens(form: re.Pattern[str], text: str, start: int) -> Iterator[re.Match[str]]:
    at = start
    while match := form.match(text, at):
        yield match
        at = match.end()


def _missing(form: re.Pattern[str], text: str, start: int) -> int:
    """How much is closed that was never opened."""
    level = lowest = 0
    for match in _tokens(form, text, start):
        if match["close"]:
            level -= 1
            lowest = min(lowest, level)
        elif match["open"] and not match.groupdict().get("empty"):
            level += 1
    return -lowest


def _found(built: Builder, text: str, start: int, at: int) -> Pretty:
    opened = built.open
    return Pretty(built.done(), text[:start].strip(), text[at:].strip("\n"), opened)
