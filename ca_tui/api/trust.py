"""Whose certificates are believed: the system's, and those that the operator adds."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

from ca_tui.api.errors import UsageError


def tls_context(
    ca_bundle: Path | None = None, environ: Mapping[str, str] = os.environ
) -> ssl.SSLContext:
    """A context that checks names and certificates; some 40 ms, so call it in a thread.

    SSL_CERT_FILE and SSL_CERT_DIR replace the system's store, as OpenSSL has it;
    `ca_bundle`, a PEM file, adds to it. Raises UsageError for what cannot be read.
    """
    file, folder = environ.get("SSL_CERT_FILE"), environ.get("SSL_CERT_DIR")
    if file or folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _load(context, "that SSL_CERT_FILE or SSL_CERT_DIR name", file, folder)
    elif _system_has_a_store():
        context = ssl.create_default_context()
    else:
        context = _without_a_store()
    if ca_bundle is not None:
        _load(context, f"of --ca-bundle {ca_bundle}", str(ca_bundle), None)
    return context


def _load(
    context: ssl.SSLContext, which: str, file: str | None, folder: str | None
) -> None:
    try:
        context.load_verify_locations(file, folder)
    except OSError:
        # OpenSSL's own words name neither file nor fault
        raise UsageError(f"The certificates {which} cannot be read.") from None


def _system_has_a_store() -> bool:
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return True
    return bool(paths.capath) and any(os.scandir(paths.capath))


def _without_a_store() -> ssl.SSLContext:
    """A Python that was built elsewhere looks in places that this system lacks."""
    # the HTTP client depends on it
    import certifi

    return ssl.create_default_context(cafile=certifi.where())
