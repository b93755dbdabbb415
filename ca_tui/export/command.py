"""The query behind what is on screen, as commands that others can run.

No key, token or signature ever stands in them: the CLI has its own, and the request by
hand is signed by the shell that runs it, with the keys in its environment.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from ca_tui.api.models import Region, Scope, ServiceName
from ca_tui.monitor.rows import Row

PRODUCTS: Final[dict[ServiceName, str]] = {"ecs": "ecs", "swas": "swas-open"}
"""What the vendor's CLI calls them."""

VERSIONS: Final[dict[ServiceName, str]] = {"ecs": "2014-05-26", "swas": "2020-06-01"}

MAX_RESULTS: Final = "50"
"""The most that one reply of DescribeInvocationResults brings."""

_HOST: Final = re.compile(r"(ecs|swas)[a-z0-9.-]*\.aliyuncs\.com")

_REGION_ID: Final = re.compile(r"[A-Za-z0-9-]{1,63}")

_BY_HAND: Final = """\
# curl cannot sign for Alibaba Cloud: this does, with the keys in
# $ALIBABA_CLOUD_ACCESS_KEY_ID, $ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary
# ones, $ALIBABA_CLOUD_SECURITY_TOKEN (openssl shows the secret in `ps` for a moment)
(
scheme={scheme} host={host}
query={query}
token=${{ALIBABA_CLOUD_SECURITY_TOKEN:-}}
empty=$(printf '' | openssl dgst -sha256 -r | cut -d' ' -f1)
headers="host:$host
${{token:+x-acs-accesskey-id:$ALIBABA_CLOUD_ACCESS_KEY_ID
}}x-acs-action:{action}
x-acs-content-sha256:$empty
x-acs-date:$(date -u +%Y-%m-%dT%H:%M:%SZ)
${{token:+x-acs-security-token:$token
}}x-acs-signature-nonce:$(openssl rand -hex 16)
x-acs-version:{version}"
names=$(printf '%s\\n' "$headers" | cut -d: -f1 | paste -sd';' -)
digest=$(printf 'GET\\n/\\n%s\\n%s\\n\\n%s\\n%s' "$query" "$headers" "$names" "$empty" |
  openssl dgst -sha256 -r | cut -d' ' -f1)
signature=$(printf 'ACS3-HMAC-SHA256\\n%s' "$digest" |
  openssl dgst -sha256 -r -hmac "$ALIBABA_CLOUD_ACCESS_KEY_SECRET" | cut -d' ' -f1)
printf '%s\\n' "$headers" "authorization:ACS3-HMAC-SHA256 \\
Credential=$ALIBABA_CLOUD_ACCESS_KEY_ID,SignedHeaders=$names,Signature=$signature" |
  curl -sS -H @- "$scheme://$host/?$query"
)
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One operation and what it asks for, by names on the wire."""

    service: ServiceName
    action: str
    params: tuple[tuple[str, str], ...]


def query_of(scope: Scope) -> Query:
    """What asks for the first results of a scope."""
    narrow = {
        "RegionId": scope.region_id,
        "InvokeId": scope.invoke_id,
        "InstanceId": scope.instance_id,
        "CommandId": scope.command_id,
    }
    if scope.service == "swas":
        single = scope.invoke_id and scope.instance_id
        action = "DescribeInvocationResult" if single else "DescribeCommandInvocations"
    else:
        action = "DescribeInvocationResults"
        for number, (key, value) in enumerate(scope.tags, 1):
            narrow[f"Tag.{number}.Key"] = key
            narrow[f"Tag.{number}.Value"] = value
        narrow["ContentEncoding"] = "Base64"
        narrow["IncludeHistory"] = "true" if scope.include_history else ""
        narrow["MaxResults"] = MAX_RESULTS
    given = tuple((name, value) for name, value in narrow.items() if value)
    return Query(scope.service, action, given)


def scope_of(row: Row) -> Scope:
    """A row's run on its instance."""
    key = row.key
    return Scope(
        key.service,
        key.region_id,
        instance_id=key.instance_id,
        invoke_id=key.invoke_id,
        include_history=bool(key.start_time),
    )


def aliyun(query: Query, endpoint: str = "") -> str:
    """The query for the vendor's CLI, on one line, quoted for a shell."""
    words = ["aliyun", PRODUCTS[query.service], query.action]
    for name, value in query.params:
        words += [f"--{name}", value]
    if endpoint:
        words += ["--endpoint", _place(endpoint)[1]]
    return " ".join(shlex.quote(typed(word)) for word in words)


def curl(query: Query, endpoint: str) -> str:
    """The query by hand: lines for a shell that sign the request and send it.

    `endpoint` is a URL, or a host that is asked over https.
    """
    scheme, host = _place(endpoint)
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in query.params)
    return _BY_HAND.format(
        scheme=scheme,
        host=shlex.quote(host),
        query=shlex.quote("&".join(f"{name}={value}" for name, value in pairs)),
        action=query.action,
        version=VERSIONS[query.service],
    )


def endpoint_of(scope: Scope, regions: list[Region]) -> str:
    """The host of a scope's region: what the service says, if it is the vendor's, or
    else the vendor's rule `<service>.<region>.aliyuncs.com`."""
    for region in regions:
        host = region.region_endpoint.strip().lower()
        known = _HOST.fullmatch(host)
        if region.region_id == scope.region_id and known and known[1] == scope.service:
            return host
    region_id = scope.region_id.lower()
    named = _REGION_ID.fullmatch(region_id)
    return f"{scope.service}.{region_id if named else 'unknown'}.aliyuncs.com"


def _place(endpoint: str) -> tuple[str, str]:
    """Scheme and host."""
    parts = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
    return parts.scheme, parts.netloc.rpartition("@")[2]


def typed(word: str) -> str:
    """A word as a terminal takes it when it is pasted: control characters would be
    keys that are pressed, and no id or tag has any."""
    return "".join(each if each.isprintable() else "?" for each in word)


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="~")
