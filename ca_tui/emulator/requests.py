"""A request as it came, taken apart; nothing of it is believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ca_tui.emulator.refusals import Refusal

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    """Decoded: SDKs send a space as `+`, and sign it as `%20`."""
    form: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def params(self) -> dict[str, str]:
        """Parameters of query and form; the first of a name counts."""
        return dict(reversed((*self.query, *self.form)))

    @property
    def signed_in_header(self) -> bool:
        """It is signed by V3, in the Authorization header."""
        return "authorization" in self.headers

    @property
    def action(self) -> str:
        """The operation; V3 names it in a header, V1 in a parameter."""
        return self.headers.get("x-acs-action") or self.params.get("Action", "")

    @property
    def version(self) -> str:
        """The API version, named where the action is."""
        return self.headers.get("x-acs-version") or self.params.get("Version", "")

    @property
    def nonce(self) -> str:
        """SignatureNonce of either signature."""
        return self.headers.get("x-acs-signature-nonce") or self.params.get(
            "SignatureNonce", ""
        )

    @property
    def wants_xml(self) -> bool:
        """V1 answers in XML unless Format=JSON; V3 in JSON unless Format=XML."""
        wanted = self.params.get("Format", "").upper()
        if self.signed_in_header or "x-acs-action" in self.headers:
            return wanted == "XML"
        return wanted != "JSON"


def _clean(text: str) -> str:
    """The text without lone surrogates, which nothing can be computed from."""
    return text.encode("utf-8", "replace").decode()


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=500))
    except ValueError:
        raise Refusal("SignatureDoesNotMatch") from None


def read_request(
    method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Request:
    """Take a request apart; raises Refusal where there are too many parameters."""
    folded = {_clean(k).lower(): _clean(v).strip() for k, v in headers.items()}
    path, _, query = _clean(target).partition("?")
    content_type = folded.get("content-type", "").partition(";")[0].strip().lower()
    form = body.decode("utf-8", "replace") if content_type == FORM else ""
    return Request(_clean(method), path, _pairs(query), _pairs(form), folded, body)
