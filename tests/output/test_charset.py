"""Encodings: what consoles print in, whole and cut, and how sure the verdict is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.charset import CHOICES, Charset, chosen, detect_charset
from ca_tui.output.document import build
from ca_tui.output.reading import Reading
from ca_tui.output.text import decode

CHINESE = "'foo' 不是内部或外部命令，也不是可运行的程序\r\n或批处理文件。\r\n"
PAGES = {
    "gb18030": CHINESE,
    "big5": "系統找不到指定的路徑。\r\n無法存取檔案，因為另一個程序正在使用。\r\n",
    "cp932": "指定されたパスが見つかりません。\r\nアクセスが拒否されました。\r\n",
    "cp1252": "Zugriff für Benutzer Müller verweigert, Größe überschritten.\r\n",
    "cp866": "Системе не удается найти указанный путь.\r\nОтказано в доступе.\r\n",
}


@pytest.mark.parametrize("codec", PAGES)
def test_a_code_page_is_detected(codec: str) -> None:
    decoded = decode(PAGES[codec].encode(codec))
    assert decoded.text == PAGES[codec]
    assert decoded.charset.codec == codec
    assert decoded.charset.how in ("likely", "a guess")


@pytest.mark.parametrize("codec", ["gb18030", "cp932", "utf-8"])
@pytest.mark.parametrize("head", range(4))
@pytest.mark.parametrize("tail", range(4))
def test_a_character_cut_at_an_end_does_not_change_the_verdict(
    codec: str, head: int, tail: int
) -> None:
    text = PAGES.get(codec, CHINESE).removeprefix("'foo' ")
    data = text.encode(codec)
    found = detect_charset([data[head : len(data) - tail]])
    assert found is not None
    assert found.codec == codec


def test_a_line_that_is_cut_at_both_ends_is_read_all_the_same() -> None:
    data = ("系统找不到指定的路径，下载 web-01 " * 40).encode("gbk")[1:-9]
    found = detect_charset([data])
    assert found is not None
    assert found.codec == "gb18030"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", range(3))
def test_a_character_cut_at_the_seam_does_not_change_the_verdict(
    codec: str, cut: int
) -> None:
    line = "正在安装软件包，请稍候\n".encode(codec)
    head = line * (6200 // len(line)) + line[: len(line) // 2 + cut]
    document = build(head + line[3 + cut :] + line * 9, dropped=9, head_seen=len(head))
    assert document.charset.startswith({"gb18030": "gbk"}.get(codec, codec))
    assert "正在安装软件包，请稍候" in document.texts


def test_plain_bytes_need_no_detection() -> None:
    """Nine outputs of ten are UTF-8: what tells others apart is not even imported."""
    program = (
        "import sys; from ca_tui.output.document import build;"
        "build('中文 ok'.encode()); build(b'x' * 9, dropped=3);"
        "sys.exit('charset_normalizer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("codec", [*filter(None, CHOICES)])
@given(data=st.binary(max_size=60))
def test_any_bytes_can_be_read_in_any_encoding(codec: str, data: bytes) -> None:
    decoded = decode(data, chosen(codec, data))
    assert decoded.charset.how == "chosen"
    assert build(data, reading=Reading(charset=codec)).lines is not None


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=2))
def test_detection_never_fails(parts: list[bytes]) -> None:
    found = detect_charset(parts)
    assert found is None or all(decode(part, found) for part in parts)


@pytest.mark.parametrize(
    ("charset", "label"),
    [
        (Charset(), "utf-8"),
        (Charset("gb18030", "likely"), "gbk, likely"),
        (Charset("cp932", "chosen"), "shift-jis, chosen"),
    ],
)
def test_a_charset_says_how_it_was_found(charset: Charset, label: str) -> None:
    assert charset.label == label
