"""Sizes in bytes as people read them."""

from __future__ import annotations


def human_size(size: int) -> str:
    """`size` bytes in units of 1,024: "41 B", "1.2 KB", "24.0 KB", "3.4 MB"."""
    if size < 1024:
        return f"{size} B"
    value = min(size, 1 << 60) / 1024
    for unit in ("KB", "MB", "GB", "TB"):
        if round(value, 1) < 1024:
            return f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} PB"
