"""The program in a real terminal."""

import pytest

pytest.register_assert_rewrite("tests.terminal.stage", "tests.terminal.hostile")
