"""JSON trees that nobody would send, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from ca_tui.api.models import Json

KEYS = [
    "Invocation",
    "InvocationResults",
    "InvocationResult",
    "Invocations",
    "CommandInvocations",
    "InvokeInstances",
    "InvokeInstance",
    "Regions",
    "Region",
    "Instances",
    "Instance",
    "InstanceCloudAssistantStatusSet",
    "body",
    "headers",
    "InvokeId",
    "InstanceId",
    "invokeid",
    "RegionId",
    "service",
    "ExitCode",
    "Dropped",
    "Repeats",
    "StartTime",
    "FinishedTime",
    "InvocationStatus",
    "InvokeRecordStatus",
    "Tags",
    "Tag",
    "TagKey",
    "Output",
    "OssOutput",
    "CommandContent",
    "CommandName",
    "Parameters",
    "TotalCount",
    "NextToken",
    "RequestId",
    "VpcAttributes",
    "NetworkAttributes",
    "IpAddress",
]


def trees() -> st.SearchStrategy[Json]:
    """Any JSON tree; the names of replies are likely in it, and so is nonsense."""
    any_text = st.text(st.characters(exclude_categories=()), max_size=20)
    scalars: st.SearchStrategy[Json] = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.sampled_from([10**400, -(10**400), 2**63, -(2**63)])
        | st.floats()
        | any_text
        | st.sampled_from(
            ["", " ", "MTU6NDU6MDEK", "2019-12-20T06:15:55Z", "{}", "Success", "t-1"]
        )
    )
    keys = st.sampled_from(KEYS) | any_text
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6)
        ),
        max_leaves=25,
    )
