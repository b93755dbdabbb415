"""What a viewer shows of an output, a command or a record, ready to be painted.

All text is safe for a terminal; the viewer only measures, wraps and paints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from ca_tui.output.causes import causes
from ca_tui.output.cells import cell_width
from ca_tui.output.charset import Charset, chosen, detect_charset
from ca_tui.output.gap import STREAM_LIMIT, Certainty, Gap, locate
from ca_tui.output.hexed import BINARY, MOST_BYTES, hex_lines, is_binary
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import Syntax
from ca_tui.output.lines import Line, Lines, split_lines
from ca_tui.output.reading import AS_IT_COMES, Reading
from ca_tui.output.safe import clean
from ca_tui.output.sample import HEAD
from ca_tui.output.sections import DocLine, Document, LineKind, Section
from ca_tui.output.text import decode

__all__ = ["DocLine", "Document", "LineKind", "build", "from_pairs", "from_text"]

STREAM_NOTE: Final = (
    "the agent stops streaming after about 6 KB; the rest arrives when the command ends"
)
"""Why an output stands still though the command runs."""

_KEY_COLUMN: Final = 28
"""Cells up to which the values of a list of pairs are aligned."""


def build(
    data: bytes,
    *,
    dropped: int = 0,
    head_seen: int | None = None,
    running: bool = False,
    failed: bool = False,
    reading: Reading = AS_IT_COMES,
    syntax: Syntax | None = None,
) -> Document:
    """An output as a document, with a seam where bytes are missing.

    `dropped` and `head_seen` as in `gap.locate`; `failed`: lines that look like the
    cause are told; `syntax` is detected when not given. At an exact or bounded place
    the text is cut there and its two parts are decoded, coloured and numbered apart;
    otherwise the seam stands above all.
    """
    gap = locate(len(data), dropped, head_seen)
    parts = _cut(data, gap)
    notes = [_note(_running_note(data))] if running else []
    charset = _charset(data, parts, reading)
    if _is_hex(parts, charset, reading):
        hexed = _with_seam([_hexed(part) for part in parts], gap)
        return Document(
            chain(hexed, _left_out(parts), notes), syntax=BINARY, gap=gap, charset=""
        )
    decoded = [decode(part, charset or Charset()) for part in parts]
    split = [_lines(part.text, reading) for part in decoded]
    if syntax is None:
        syntax = _detect(_head_of(chain.from_iterable(part.texts for part in split)))
    texts = [_section(lines, syntax) for lines in split[:-1]]
    texts.append(_section(split[-1], syntax, cut=gap is not None))
    return Document(
        chain(_with_seam(texts, gap), notes),
        syntax=syntax,
        gap=gap,
        charset=decoded[0].charset.label,
        replaced=sum(part.replaced for part in decoded),
        causes=_causes(split, gap) if failed else (),
    )


def _detect(head: str) -> Syntax:
    # many rules to compile: nobody waits for them who has nothing to show yet
    from ca_tui.output.syntax import detect

    return detect(head)


def _charset(data: bytes, parts: list[bytes], reading: Reading) -> Charset | None:
    if reading.charset:
        return chosen(reading.charset, data)
    return detect_charset(parts)


def _is_hex(parts: list[bytes], charset: Charset | None, reading: Reading) -> bool:
    """What the operator wants; else where it is no text, and nobody says it is."""
    if reading.as_hex is not None or reading.charset:
        return bool(reading.as_hex)
    wide = charset is not None and charset.codec.startswith("utf-16")
    known = charset is not None
    return not wide and any(is_binary(part, known=known) for part in parts)


def _lines(text: str, reading: Reading) -> Lines:
    collapse, colours = reading.collapse_progress, reading.colours
    return Lines(text, collapse_progress=collapse, colours=colours)


def _causes(split: Sequence[Lines], gap: Gap | None) -> tuple[int, ...]:
    """Those in the part that was printed last, as lines of the document."""
    before = sum(map(len, split[:-1])) + (gap is not None)
    return tuple(before + index for index in causes(split[-1].texts))


def _hexed(data: bytes) -> Section:
    return Section(hex_lines(data), numbered=False)


def _left_out(parts: Sequence[bytes]) -> Iterator[Section]:
    more = sum(max(0, len(part) - MOST_BYTES) for part in parts)
    if more:
        yield _note(f"{more:,} more bytes are not shown here")


def from_text(text: str, syntax: Syntax | None = None, note: str = "") -> Document:
    """A command or another text that is whole; `syntax` is detected when not given.

    A `note` stands below it.
    """
    lines = Lines(text)
    if syntax is None:
        syntax = _detect(_head_of(lines.texts))
    notes = [_note(note)] if note else []
    return Document([_section(lines, syntax), *notes], syntax=syntax)


def from_pairs(
    pairs: Sequence[tuple[str, str]], raw: Mapping[str, object] | None = None
) -> Document:
    """A record: one `key  value` per line, and below it `raw` as it came, as JSON."""
    fields = Syntax("fields", None, "a record")
    rows = [(clean(key), clean(value)) for key, value in pairs]
    widths = [cell_width(key) for key, _ in rows]
    column = max((width for width in widths if width <= _KEY_COLUMN), default=0)
    lines = [
        Line(f"{key}:{' ' * max(column - width, 0)}  {value}".rstrip())
        for (key, value), width in zip(rows, widths, strict=True)
    ]
    sections = [_section(lines, fields, numbered=False)]
    if raw:
        sections.append(Section([Line("")], numbered=False))
        json_lines = split_lines(_pretty(raw))
        sections.append(_section(json_lines, Syntax("json", "json", "a record")))
    return Document(sections, syntax=fields)


def _section(
    lines: Sequence[Line], syntax: Syntax, *, numbered: bool = True, cut: bool = False
) -> Section:
    section = Section(lines, numbered=numbered)
    return replace(section, highlighter=Highlighter(syntax, section.texts, cut=cut))


def _note(text: str, kind: LineKind = LineKind.NOTE) -> Section:
    return Section([Line(text)], kind)


def _running_note(data: bytes) -> str:
    if len(data) >= STREAM_LIMIT:
        return STREAM_NOTE
    return "still running" if data else "still running, no output yet"


def _with_seam(texts: list[Section], gap: Gap | None) -> Iterator[Section]:
    """The parts of the text, with the seam between them or above the only one."""
    if gap is None:
        return iter(texts)
    seam = _note(gap.label(), LineKind.SEAM)
    return iter([*texts[:-1], seam, texts[-1]])


def _cut(data: bytes, gap: Gap | None) -> list[bytes]:
    if gap is None or gap.certainty is Certainty.SOMEWHERE:
        return [data]
    place = gap.start
    if gap.certainty is Certainty.BETWEEN:
        place += _rest_of_character(data, place)
    return [data[:place], data[place:]]


def _rest_of_character(data: bytes, place: int) -> int:
    """Bytes behind `place` that complete the UTF-8 character cut there, if they do.

    Where the place is only bounded, what follows it may well continue the head.
    """
    for extra in range(1, 4):
        around = data[max(place - 3, 0) : place + extra]
        for start in range(1, 4):
            char = around[-start - extra :]
            if len(char) == start + extra <= 4 and _is_character(char):
                return extra
    return 0


def _is_character(data: bytes) -> bool:
    try:
        return len(data.decode()) == 1
    except UnicodeDecodeError:
        return False


def _head_of(texts: Iterable[str]) -> str:
    """Enough of the text to tell what it is."""
    head: list[str] = []
    size = 0
    for text in texts:
        head.append(text)
        size += len(text) + 1
        if size > 8 * HEAD:
            break
    return "\n".join(head)


def _pretty(raw: Mapping[str, object]) -> str:
    try:
        return json.dumps(raw, indent=2, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return "too deeply nested to show"
