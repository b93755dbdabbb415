"""What is remembered comes back as it was, and a bad file costs nothing else."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.models import ResultKey
from ca_tui.remembering import Remembering, state_file
from ca_tui.ui.memory import Forgetful, Left

KEY = ResultKey("ecs", "cn-hangzhou", "t-1", "i-1", start_time="2026-01-01T00:00:00Z")

LEFT = Left("status:failed", True, "took", False, KEY)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ca-tui" / "state.json"


def test_the_table_is_found_as_it_was_left(path: Path) -> None:
    Remembering(path, "prod").leave(LEFT)
    assert Remembering(path, "prod").left() == LEFT


def test_each_place_has_its_own_and_filters_are_everywhere(path: Path) -> None:
    memory = Remembering(path, "prod")
    memory.leave(LEFT)
    assert memory.name_filter("磁盘", "output:'no space'") == ""
    other = Remembering(path, "staging")
    assert other.left() is None
    assert other.filters == {"磁盘": "output:'no space'"}
    other.leave(Left())
    assert memory.left() == LEFT


def test_a_filter_without_text_is_forgotten(path: Path) -> None:
    memory = Remembering(path, "prod")
    memory.name_filter("one", "a")
    memory.name_filter("two", "b")
    memory.name_filter("one", "")
    assert memory.filters == {"two": "b"}


def test_only_the_owner_may_read_it(path: Path) -> None:
    Remembering(path, "prod").leave(LEFT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Remembering(tmp_path / "file" / "state.json", "prod")
    assert memory.name_filter("one", "a").startswith("It is not kept for next time")
    memory.leave(LEFT)
    assert memory.left() is None


def test_a_filter_that_is_none_any_more_is_not_restored(path: Path) -> None:
    memory = Remembering(path, "prod")
    memory.leave(Left("status:failed (", sort="colour"))
    assert memory.left() == Left()


@given(JSON)
def test_any_file_is_read_as_far_as_it_makes_sense(
    tmp_path_factory: pytest.TempPathFactory, found: object
) -> None:
    path = tmp_path_factory.mktemp("state") / "state.json"
    for content in (found, {"left": found, "filters": found}, {"left": {"p": found}}):
        path.write_text(json.dumps(content))
        memory = Remembering(path, "p")
        assert all(isinstance(text, str) for text in memory.filters.values())
        assert memory.left() is None or isinstance(memory.left(), Left)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    assert Remembering(path, "p").left() is None
    assert Remembering(path, "p").name_filter("one", "a") == ""
    assert Remembering(path, "p").filters == {"one": "a"}


def test_the_place_of_the_file_is_the_one_of_the_specification() -> None:
    home = Path("/home/me")
    assert state_file({"XDG_STATE_HOME": "/s"}, home) == Path("/s/ca-tui/state.json")
    local = home / ".local/state/ca-tui/state.json"
    assert state_file({}, home) == local
    assert state_file({"XDG_STATE_HOME": "relative"}, home) == local


def test_without_a_file_filters_last_as_long_as_the_program() -> None:
    memory = Forgetful()
    memory.name_filter("one", "a")
    assert memory.filters == {"one": "a"}
    memory.leave(LEFT)
    assert memory.left() is None
