"""The bytes of a saved reply -> pages.

JSON, JSON replies one after another or one per line, and XML; as a shell, a browser
or an SDK wrote them, in UTF-8 or UTF-16.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Final

from ca_tui.api.errors import SavedReplyError
from ca_tui.api.executions import keep_pages_apart
from ca_tui.api.fields import fold, text
from ca_tui.api.models import Json, Page
from ca_tui.api.replies import read_page
from ca_tui.api.saved_json import read_json
from ca_tui.api.saved_xml import read_xml
from ca_tui.api.shapes import has_sections, is_record, unwrap

_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,100}\bencoding=["']([\w.-]+)["']""")
_FIRST: Final = re.compile(r"[^\s\0\ufeff]")
_HTML: Final = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+)?html\b", re.I | re.S)


@dataclass(frozen=True, slots=True)
class SavedReply:
    """What a file holds."""

    pages: tuple[Page, ...]
    problems: tuple[str, ...]
    """What could not be read, each sentence naming the file; the pages' own too."""


@dataclass(frozen=True, slots=True)
class _Document:
    tree: Json
    size: int


def read_saved(data: bytes, name: str) -> SavedReply:
    """A file's replies; records of a line each come as one page.

    `name` is what the sentences call the file. A reply that is the service's error
    is a problem with its Code, Message and RequestId. Raises SavedReplyError, with
    file and line, where nothing can be read.
    """
    content, problems = _decode(data, name)
    begin = _FIRST.search(content)
    if begin is None:
        raise SavedReplyError(f"{name} is empty.")
    if _HTML.match(content):
        raise SavedReplyError(f"{name} is a web page, not a reply of the API.")
    if begin[0] == "<":
        documents = [_Document(read_xml(content, name), len(data))]
    else:
        found, broken = read_json(content, name)
        documents = [_Document(tree, size) for tree, size in _batches(found)]
        problems += broken
    return _saved(documents, problems, name)


def _saved(documents: list[_Document], problems: list[str], name: str) -> SavedReply:
    pages: list[Page] = []
    for document in documents:
        reply = unwrap(document.tree)
        page = read_page(document.tree, encoding="unknown", size=document.size)
        pages.append(page)
        error = _service_error(reply)
        if error:
            problems.append(f"{name}: {error}")
            pages.pop()
        elif not _holds_something(page) and not page.problems:
            problems.append(f"{name}: {_nothing(reply, page)}")
    kept = keep_pages_apart(pages)
    problems += [f"{name}: {problem}" for page in kept for problem in page.problems]
    return SavedReply(kept, tuple(problems))


def _batches(found: list[tuple[Json, int]]) -> list[tuple[Json, int]]:
    """Neighbouring bare records as one list: a page of rows, not a page each."""
    batches: list[tuple[Json, int]] = []
    records: list[Json] = []
    size = 0
    for tree, length in found:
        if is_record(fold(tree)):
            records.append(tree)
            size += length
            continue
        if records:
            batches.append((records, size))
            records, size = [], 0
        batches.append((tree, length))
    return [*batches, (records, size)] if records else batches


def _decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Text by byte order mark, XML declaration, or UTF-8; never fails."""
    encoding: str = json.detect_encoding(data)
    declared = _DECLARED.match(data[:200])
    if encoding == "utf-8" and declared:
        encoding = _known(declared[1].decode("ascii"))
    try:
        return data.decode(encoding), []
    except ValueError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = data.count(b"\n", 0, start) + 1
    problem = f"{name}, line {line}: not {encoding.upper()}; what is not is shown as �."
    return data.decode(encoding, "replace"), [problem]


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        b"".decode(name)
    except LookupError:
        return "utf-8"
    return name


def _holds_something(page: Page) -> bool:
    return bool(
        page.results or page.invocations or page.instances or page.agents
    ) or bool(page.regions)


def _service_error(reply: Json) -> str:
    """The sentence of an error reply: Code, Message and RequestId; or nothing."""
    root = fold(reply)
    body = fold(root.get("error")) or root
    code = text(body, "code")
    if not code or has_sections(root) or is_record(root):
        return ""
    if not text(body, "message", "requestid", "hostid"):
        return ""
    message = text(body, "message")
    said = f"{code}: {message}" if message else code
    request_id = text(body, "requestid")
    tail = f" (RequestId {request_id})" if request_id else ""
    return f"the service answered with an error, {said}{tail}"


def _nothing(reply: Json, page: Page) -> str:
    if has_sections(fold(reply)):
        return "a whole reply, and it holds no results."
    if page.request_id:
        return f"a reply without results (RequestId {page.request_id})."
    return "nothing in it looks like a reply of Cloud Assistant."
