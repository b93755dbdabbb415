"""A result in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ca_tui.api.models import OssOutput
from ca_tui.ui import outcome
from ca_tui.ui.glyphs import UNICODE
from tests.ui.samples import result, row, stored


@pytest.mark.parametrize(
    ("status", "data", "words"),
    [
        ("Pending", None, "has not started"),
        ("Scheduled", None, "waits for its next run"),
        ("Running", None, "sends the first output after about 3 s"),
        ("Running", b"", "sends the first output after about 3 s"),
        ("Success", b"", "The command printed nothing"),
        ("Aborted", b"", "never ran"),
        ("Success", None, "sent no output"),
        ("Mystery", b"", "printed nothing"),
    ],
)
def test_a_pane_without_text_says_why(
    status: str, data: bytes | None, words: str
) -> None:
    output = None if data is None else stored(data, status)
    assert words in outcome.nothing_to_show(row(result(status, None)), output)


def test_a_scheduled_run_streams_nothing() -> None:
    scheduled = replace(row(result("Running", None)), periodic=True)
    assert "when it has ended" in outcome.nothing_to_show(scheduled, None)


def test_sizes_say_of_how_much() -> None:
    plain = row(result(), size=41)
    assert outcome.sizes(plain, None) == "41 B"
    assert outcome.sizes(replace(plain, output_size=None), None) == ""
    assert outcome.sizes(plain, stored(b"x" * 24_576, dropped=37_324)) == (
        "24.0 KB of 60.4 KB"
    )


@pytest.mark.parametrize(
    ("oss", "words"),
    [
        (OssOutput("oss://b/p", "Finished", "oss://b/p/t-1"), "also delivered to oss:"),
        (OssOutput("oss://b/p", "InProgress"), "being delivered to oss://b/p"),
        (
            OssOutput("oss://b/p", "Failed", "", "OSS.AccessDenied", "x"),
            "delivery to oss://b/p failed: OSS.AccessDenied: ",
        ),
        (
            OssOutput("oss://b/p", "Failed", "", "OSS.New", "told\x1b[2J"),
            "failed: OSS.New: told",
        ),
        (OssOutput("oss://b/p"), "to be delivered to oss://b/p"),
        (None, ""),
    ],
)
def test_delivery_to_oss_in_words(oss: OssOutput | None, words: str) -> None:
    sentence = outcome.delivery(oss)
    assert words in sentence
    assert bool(words) == bool(sentence)
    assert "\x1b" not in sentence


def test_a_title_falls_back_to_ids() -> None:
    bare = replace(row(result()), instance_name="", command_name="", container_name="c")
    assert outcome.title(bare, UNICODE) == (
        "i-bp1web03 ⋅ c ⋅ c-hz0jdfw⋯k3pd ⋅ t-hz0jdfw⋯k3pc"
    )
