"""The explorer on a cloud in which no time passes: `python -m tests.ui.at_noon URL`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.monitor.store import Store
from ca_tui.ui.app import CaTuiApp
from tests.ui.stage import KEY, STILL, noon


def main(url: str) -> int:
    """Run until left."""
    config = Config(endpoint=url, regions=("cn-hangzhou",), services=("ecs",))
    source = Connection(config, KEY, Path("/nonexistent"), clock=noon)
    store = Store(clock=noon)
    try:
        app = CaTuiApp(source, store, STILL, clock=noon)
        return asyncio.run(app.show(mouse=True))
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
