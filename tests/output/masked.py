"""Masked lines, readable."""

from __future__ import annotations

from ca_tui.output.masks import Mask, Masker

ALL = Masker(Mask)

UUID = "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E"
SHA = "9c7a54a9a43cca047013b82af109fe963fde787f63f9e016fdc3384500c2823d"


def shown(masker: Masker, text: str) -> str:
    """The line with its masked parts as [kind:text]."""
    parts: list[str] = []
    position = 0
    for start, end, mask in masker.line(text).spans:
        parts += (text[position:start], f"[{mask.value}:{text[start:end]}]")
        position = end
    return "".join((*parts, text[position:]))
