"""A result as the service sends it, and the reply around it."""

from __future__ import annotations

from ca_tui.api.models import Json

ROW: dict[str, Json] = {
    "InvokeId": "t-1",
    "InstanceId": "i-1",
    "CommandId": "c-1",
    "InvocationStatus": "Success",
    "ExitCode": 0,
    "StartTime": "2020-05-11T09:01:40Z",
    "Output": "MTU6MzA6MDEK",
}


def body(rows: Json) -> dict[str, Json]:
    """DescribeInvocationResults around its rows."""
    return {
        "RequestId": "R-1",
        "Invocation": {
            "TotalCount": 7,
            "PageNumber": 2,
            "PageSize": 5,
            "NextToken": "AAAA",
            "InvocationResults": {"InvocationResult": rows},
        },
    }
