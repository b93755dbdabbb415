"""The vendor's own signing code."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from alibabacloud_tea_openapi.utils import Utils
from darabonba.request import DaraRequest

from ca_tui.api.signing import Credentials
from ca_tui.api.wire import Request


def official_authorization(request: Request, credentials: Credentials) -> str:
    """What the vendor's own signing code makes of the request that we send."""
    sent = DaraRequest()
    sent.method = request.method
    sent.pathname = "/"
    sent.query = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
    listed = request.headers["authorization"].split("SignedHeaders=")[1].split(",")[0]
    sent.headers = {name: request.headers[name] for name in listed.split(";")}
    return str(
        Utils.get_authorization(
            sent,
            "ACS3-HMAC-SHA256",
            request.headers["x-acs-content-sha256"],
            credentials.access_key_id,
            credentials.access_key_secret.reveal(),
        )
    )
