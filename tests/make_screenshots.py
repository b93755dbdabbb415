"""Draw `screenshots/`: the real program against the emulator, while the clock stands.

    python -m tests.make_screenshots [DIRECTORY]

Seed, clock, zone and size are fixed, so that the files are the same on every day; they
change where the screen does, or the libraries that draw it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tests.pictures.scenes import draw

DIRECTORY: Final = Path(__file__).parent.parent / "screenshots"

ZONE: Final = "Asia/Shanghai"

LIBRARIES: Final = ("pygments", "rich", "textual")
"""Another version of one of them may draw another picture."""

DRAWN_WITH: Final = "drawn-with.txt"


def versions() -> str:
    """What draws the pictures."""
    return "".join(f"{name} {version(name)}\n" for name in LIBRARIES)


async def _drawn() -> dict[str, str]:
    return {f"{name}.svg": svg async for name, svg in draw()}


def write_to(directory: Path) -> None:
    """Write every picture, and what drew them."""
    files = {**asyncio.run(_drawn()), DRAWN_WITH: versions()}
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write to the directory that is named, or to `screenshots/`."""
    os.environ["TZ"] = ZONE
    time.tzset()
    # what the machine says of colours is no matter of the picture
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM"):
        os.environ.pop(name, None)
    write_to(Path(sys.argv[1]) if len(sys.argv) > 1 else DIRECTORY)


if __name__ == "__main__":
    main()
