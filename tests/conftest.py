"""What every test may rely on: no credentials, proxies or colours of the machine."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, settings

import ca_tui

# how long an example takes says more about the machine than about the code
UNTIMED = settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("exploring", UNTIMED)
# the same examples every time: new ones are looked for by hand, with
# --hypothesis-profile=exploring, not where something else is to be proven
settings.register_profile("suite", UNTIMED, derandomize=True)
settings.load_profile("suite")

MACHINE = ("ALIBABA", "ALICLOUD", "HTTP_PROXY", "HTTPS_PROXY", "NO_COLOR", "TEXTUAL")

HERE = Path(__file__).parent

LONGEST = (HERE / "test_soak.py", HERE / "test_screenshots.py")

ROOMS = (HERE, HERE / "terminal", HERE / "ui")
"""Whole programs, terminals, screens; what needs none of them is quick."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin first, so that none of them is left alone at the end."""
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """Import everything: Hypothesis tries what is written in modules that it knows."""
    for module in walk_packages(ca_tui.__path__, "ca_tui."):
        if not module.name.endswith(".__main__"):
            import_module(module.name)


def _rank(item: pytest.Item) -> int:
    room = item.path.parent
    if item.path in LONGEST:
        return -1
    return ROOMS.index(room) if room in ROOMS else len(ROOMS)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(MACHINE) or name in ("REGION", "REGION_ID"):
            monkeypatch.delenv(name)
    # the one place for keys that is asked without being named
    monkeypatch.setenv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
