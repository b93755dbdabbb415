"""`python -m tests.bench NAME [options]`: one measurement and its table."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def names() -> list[str]:
    """What can be measured: the modules here that have a `main`."""
    return sorted(
        path.stem
        for path in FOLDER.glob("[a-z]*.py")
        if "\ndef main(argv: Sequence[str]) -> int:" in path.read_text()
    )


def main(argv: Sequence[str]) -> int:
    """Measure what is named first; the rest are its options."""
    if not argv or argv[0] not in names():
        print(f"usage: python -m tests.bench NAME [options]; {', '.join(names())}")
        return 2
    module = importlib.import_module(f"tests.bench.{argv[0]}")
    code: int = module.main(argv[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
