"""What the service says no with: Code, HTTP status and Message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_INVALID: Final = "The specified parameter is invalid."

REFUSALS: Final[dict[str, tuple[int, str]]] = {
    "InvalidApi.NotFound": (
        404,
        "Specified api is not found, please check your url and method.",
    ),
    "UnsupportedHTTPMethod": (400, "This http method is not supported."),
    "MissingAccessKeyId": (400, "AccessKeyId is mandatory for this action."),
    "InvalidAccessKeyId.NotFound": (404, "Specified access key is not found."),
    "IncompleteSignature": (
        400,
        "The request signature does not conform to Aliyun standards.",
    ),
    "SignatureDoesNotMatch": (
        400,
        "Specified signature is not matched with our calculation.",
    ),
    "SignatureNonceUsed": (400, "Specified signature nonce was used already."),
    "InvalidTimeStamp.Format": (
        400,
        "Specified time stamp or date value is not well formatted.",
    ),
    "InvalidTimeStamp.Expired": (400, "Specified time stamp or date value is expired."),
    "MissingSecurityToken": (400, "SecurityToken is mandatory for this action."),
    "InvalidSecurityToken.MismatchWithAccessKey": (
        400,
        "Specified SecurityToken mismatch with the AccessKey.",
    ),
    "MissingParameter.RegionId": (
        400,
        "The input parameter RegionId that is mandatory for processing this request "
        "is not supplied.",
    ),
    "MissingParameter.InstanceId": (400, "You must specify InstanceId."),
    "MissingParameter.InvokeId": (400, "You must specify InvokeId."),
    "MissingParameter.TagKey": (400, "You must specify Tag.N.Key."),
    "InvalidRegionId.NotFound": (
        404,
        "The RegionId provided does not exist in our records.",
    ),
    "InvalidInvokeId.NotFound": (404, "The specified InvokeId does not exist."),
    "InvalidInstanceIds.Malformed": (400, "The specified InstanceIds is not valid."),
    "InvalidParameter.NextToken": (
        400,
        "The specified parameter NextToken is not valid.",
    ),
    "InvalidParameter.MaxResults": (
        400,
        "The specified parameter MaxResults is not valid.",
    ),
    "InvalidParameter.ContentEncoding": (
        400,
        "The specified parameter ContentEncoding is not valid.",
    ),
    "InvalidParam.PageNumber": (400, _INVALID),
    "InvalidParam.PageSize": (400, _INVALID),
    "NumberExceed.Tags": (400, "The Tags parameter number is exceed."),
    "Duplicate.TagKey": (400, "The Tag.N.Key contain duplicate key."),
    "InvalidTagKey.Malformed": (400, "The specified Tag.n.Key is not valid."),
    "InvalidTagValue.Malformed": (400, "The specified Tag.n.Value is not valid."),
    "Throttling.User": (400, "Request was denied due to user flow control."),
    "Forbidden.RAM": (403, "User not authorized to operate on the specified resource."),
    "InternalError": (
        500,
        "The request processing has failed due to some unknown error.",
    ),
    "ServiceUnavailable": (
        503,
        "The request has failed due to a temporary failure of the server.",
    ),
}


class Refusal(Exception):
    """The request is not served; raised anywhere, answered by the endpoint."""

    def __init__(
        self,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        detail: Mapping[str, Json] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.message = REFUSALS[code]
        self.headers = dict(headers or {})
        self.detail = dict(detail or {})
        """Further members of the reply, such as AccessDeniedDetail."""
