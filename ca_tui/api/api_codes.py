"""Error codes of calls in words: what the service refused and what to do.

A code is looked up whole, then without its last part, so that `Throttling.Anything`
finds `Throttling`. Sources: the error code tables of the operations, the common
error codes of Alibaba Cloud.
"""

from __future__ import annotations

from typing import Final

from ca_tui.api.explanations import Words

_SHARED: Final = (
    "The budget is per account, region and operation, and colleagues and the console"
    " share it. The next minute has a new one; a longer --interval asks less often."
)
_LATER: Final = "Try again in a while; the RequestId helps the vendor's support."
_OTHER_KEY: Final = "Check the AccessKey pair, or use another profile with --profile."
_NEW_TOKEN: Final = (
    "Get new temporary credentials, and set AccessKeyId, AccessKeySecret and token"
    " together."
)
_GRANT: Final = (
    "Have the RAM action that the message names granted to this user or role."
)
_OUR_FAULT: Final = "Check the option it belongs to."

API_CODES: Final[Words] = {
    "Throttling": ("the service limits how often this is asked", _SHARED),
    "ServiceUnavailable": ("the service is not available at the moment", _LATER),
    "InternalError": ("the service failed", _LATER),
    "UnknownError": ("the service failed", _LATER),
    "InvalidAccessKeyId": ("the AccessKeyId was not accepted", _OTHER_KEY),
    "InvalidAccessKeyId.NotFound": ("the AccessKeyId does not exist", _OTHER_KEY),
    "InvalidAccessKeyId.Inactive": (
        "the AccessKey is disabled",
        "Enable it in the RAM console, or use another profile with --profile.",
    ),
    "MissingAccessKeyId": ("the call had no AccessKeyId", _OTHER_KEY),
    "SignatureDoesNotMatch": (
        "the signature is wrong: the AccessKeySecret does not belong to the"
        " AccessKeyId",
        "Check the secret for missing or added characters.",
    ),
    "IncompleteSignature": (
        "the signature was not accepted",
        "Something between here and the service may change requests: check proxies.",
    ),
    "SignatureNonceUsed": (
        "the same request arrived twice",
        "Ask again; if it stays, a proxy repeats requests.",
    ),
    "InvalidTimeStamp": (
        "the time of the request was not accepted",
        "Set this machine's clock.",
    ),
    "InvalidTimeStamp.Expired": (
        "this machine's clock is more than 15 minutes off",
        "Set the clock, for example with timedatectl set-ntp true.",
    ),
    "InvalidSecurityToken": ("the security token was not accepted", _NEW_TOKEN),
    "InvalidSecurityToken.Expired": ("the security token has expired", _NEW_TOKEN),
    "InvalidSecurityToken.Malformed": (
        "the security token is damaged or cut",
        _NEW_TOKEN,
    ),
    "InvalidSecurityToken.MismatchWithAccessKey": (
        "the security token belongs to another AccessKey",
        _NEW_TOKEN,
    ),
    "MissingSecurityToken": (
        "these credentials are temporary and their token is missing",
        "Set ALIBABA_CLOUD_SECURITY_TOKEN, or use a profile of mode StsToken.",
    ),
    "Forbidden": ("this identity may not do this", _GRANT),
    "Forbidden.RAM": ("this identity may not do this", _GRANT),
    "NoPermission": ("this identity may not do this", _GRANT),
    "Forbidden.RiskControl": (
        "the account is restricted by risk control",
        "Look for a notice in the vendor's console, or ask the account's owner.",
    ),
    "Operation.Forbidden": (
        "the operation is not supported for this account or resource",
        "Check that the account has the service, and that the region offers it.",
    ),
    "MissingParameter": ("a parameter is missing", _OUR_FAULT),
    "MissingParameter.RegionId": (
        "no region was given",
        "Give one with --region, or set a default in the profile.",
    ),
    "InvalidRegionId": ("the region is not known", "Check --region for typos."),
    "InvalidRegionId.NotFound": (
        "the region does not exist",
        "Check --region for typos, and that the endpoint belongs to it.",
    ),
    "RegionId.ApiNotSupported": (
        "the region does not offer this operation",
        "Choose another region.",
    ),
    "InvalidParameter": ("a parameter was not accepted", _OUR_FAULT),
    "InvalidParam": ("a parameter was not accepted", _OUR_FAULT),
    "InvalidParameter.NextToken": (
        "the place in the list is no longer valid",
        "Refresh: reading starts again from the first page.",
    ),
    "InvalidParameter.MaxResults": (
        "the number of results per page was not accepted",
        "Try --paging page: an older endpoint may not know MaxResults.",
    ),
    "InvalidParam.PageNumber": (
        "the page number was not accepted",
        "Refresh: reading starts again from the first page.",
    ),
    "InvalidParam.PageSize": (
        "the number of rows per page was not accepted",
        "Try --paging token.",
    ),
    "NumberExceed.Tags": ("too many tags were given", "Give at most 20 --tag."),
    "Duplicate.TagKey": ("a tag key was given twice", "Give each key once."),
    "InvalidTagKey": (
        "a tag key is not valid",
        "At most 64 characters, not beginning with acs: or aliyun.",
    ),
    "InvalidTagValue": ("a tag value is not valid", "Use at most 128 characters."),
    "MissingParameter.TagKey": ("a tag has no key", "Write --tag KEY=VALUE."),
    "InvalidApi": (
        "the endpoint does not know this operation",
        "Check --endpoint: it may belong to another service.",
    ),
    "UnsupportedHTTPMethod": (
        "the endpoint does not take this kind of request",
        "Check --endpoint and proxies.",
    ),
}
"""Code of an API error; also the beginnings of codes that come in families."""

FAMILIES: Final = ("NoPermission", "Throttling")
"""Codes that continue without a dot, such as NoPermissionForAction."""
