"""A home without files, and the emulator's key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cloud import use_demo_key


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_demo_key(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
