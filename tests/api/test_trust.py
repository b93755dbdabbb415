"""Whose certificates are believed."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from ca_tui.api.errors import UsageError
from ca_tui.api.trust import tls_context
from tests.api.certificates import Certificate


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Certificate(tmp_path)


def known(context: ssl.SSLContext) -> int:
    return context.cert_store_stats()["x509"]


def test_names_and_certificates_are_always_checked() -> None:
    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_bundle_adds_to_what_the_system_trusts(certificate: Certificate) -> None:
    assert known(tls_context(certificate.file)) == known(tls_context()) + 1


def test_ssl_cert_file_replaces_what_the_system_trusts(
    certificate: Certificate,
) -> None:
    context = tls_context(environ={"SSL_CERT_FILE": str(certificate.file)})
    assert known(context) == 1
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_folder_of_certificates_is_taken(certificate: Certificate) -> None:
    folder = str(certificate.file.parent)
    context = tls_context(environ={"SSL_CERT_DIR": folder})
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"\xff\xfe"])
def test_a_bundle_that_cannot_be_read_is_named(
    content: bytes | None, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_bytes(content)
    with pytest.raises(
        UsageError, match=r"of --ca-bundle .*bundle\.pem cannot be read"
    ):
        tls_context(bundle)


def test_a_variable_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        tls_context(environ={"SSL_CERT_FILE": str(tmp_path / "absent.pem")})
