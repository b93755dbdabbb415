"""The way to the service: clocks, proxies, certificates, and how fast it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined] # typeshed lacks it

from ca_tui.api.errors import ApiError
from ca_tui.api.failures import one_line
from ca_tui.api.models import Json, ServiceName
from ca_tui.api.wire import is_loopback
from ca_tui.config import Config
from ca_tui.doctor.asking import Answer
from ca_tui.doctor.findings import Finding
from ca_tui.doctor.judging import advice, reason

AGREES: Final = timedelta(seconds=5)
"""The service tells whole seconds, and a reply takes its time."""

NOTABLE: Final = timedelta(minutes=1)

REFUSED: Final = timedelta(minutes=15)
"""From there on requests are refused. Source: the vendor's "Common errors",
InvalidTimeStamp.Expired."""

SLOW: Final = 2000.0
"""Milliseconds from which an answer is told as slow."""

SET_CLOCK: Final = "Set this machine's clock, for example: timedatectl set-ntp true"


def clock(skew: timedelta | None) -> Finding:
    """How far the service's clock is ahead of ours; None: no reply told."""
    if skew is None:
        says = "not compared: no reply told the service's time"
        return Finding("clock", "warning", says, facts={"skew_seconds": None})
    seconds = skew.total_seconds()
    facts: dict[str, Json] = {"skew_seconds": round(seconds, 1)}
    if abs(skew) < AGREES:
        return Finding("clock", "ok", "agrees with the service's", facts=facts)
    says = f"{_long(abs(seconds))} {'slow' if seconds > 0 else 'fast'}"
    if abs(skew) < NOTABLE:
        return Finding("clock", "ok", says, facts=facts)
    if abs(skew) < REFUSED:
        says += "; from 15 minutes on requests are refused"
        return Finding("clock", "warning", says, SET_CLOCK, facts)
    says += "; ca-tui signs with the service's time, other tools are refused"
    return Finding("clock", "failed", says, SET_CLOCK, facts)


def route(config: Config, environ: Mapping[str, str], host: str) -> Finding:
    """Which proxy and which certificates are used towards a host."""
    name, url = _proxy(environ)
    near = is_loopback(host)
    passed = near or bool(host and _bypassed(environ, url, host))
    facts: dict[str, Json] = {
        "proxy": _place(url) if url else None,
        "proxy_variable": name or None,
        "proxy_used": bool(url) and not passed,
        "ca_bundle": str(config.ca_bundle) if config.ca_bundle else None,
    }
    trust = "the system's certificates"
    named = [each for each in ("SSL_CERT_FILE", "SSL_CERT_DIR") if environ.get(each)]
    if named:
        trust = f"certificates of {' and '.join(named)}"
    if config.ca_bundle:
        trust += f" and {config.ca_bundle}"
    if not url:
        says = "no proxy"
    elif not _place(url):
        says = f"{name} is set to something that is no URL"
        return Finding("network", "warning", says, f"Correct or unset {name}.", facts)
    else:
        says = f"proxy {_place(url)} ({name})"
        if passed:
            says += ", not used for this machine" if near else ", not used: NO_PROXY"
    return Finding("network", "ok", f"{says}; {trust}", facts=facts)


def reached(service: ServiceName, region_id: str, answer: Answer) -> Finding:
    """Whether a region answers, and how fast."""
    check, error, ms, host = (
        f"{service}_region",
        answer.error,
        answer.ms,
        answer.host,
    )
    facts: dict[str, Json] = {"host": host, "region_id": region_id, "ms": round(ms, 1)}
    if error is not None and not isinstance(error, ApiError):
        facts["ms"] = None
        says = f"{region_id}: {reason(error)}"
        return Finding(check, "failed", says, advice(error), facts)
    says = f"{region_id} answers in {ms:,.0f} ms ({host})"
    if ms < SLOW:
        return Finding(check, "ok", says, facts=facts)
    remedy = "A region or endpoint that is nearer, or another proxy, may be faster."
    return Finding(check, "warning", says, remedy, facts)


def _proxy(environ: Mapping[str, str]) -> tuple[str, str]:
    """The variable that names the proxy for https, and what it says."""
    for name in ("HTTPS_PROXY", "ALL_PROXY"):
        for spelling in (name.lower(), name):
            if environ.get(spelling, "").strip():
                return spelling, environ[spelling].strip()
    return "", ""


def _place(url: str) -> str:
    """Host and port of a proxy: it may hold a password too. Empty where it is none."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = f":{parts.port}" if parts.port else ""
        return one_line(f"{parts.hostname}{port}", 80) if parts.hostname else ""
    except ValueError:
        return ""


def _bypassed(environ: Mapping[str, str], url: str, host: str) -> bool:
    names = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    return bool(url and proxy_bypass_environment(host, {"no": names}))


def _long(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{hours // 24:,} days"
