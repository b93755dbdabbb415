"""The error tree of everything that can go wrong between us and Alibaba Cloud.

CaTuiError                    a sentence for the operator: what, where, what to do
├── UsageError                options that contradict each other
├── CredentialsError          no credentials, or a file that cannot be used
├── SavedReplyError           a saved reply that cannot be read; names the line
├── PagingError               a walk that could not be finished
└── CallError                 one call failed; carries action and region_id
    ├── ConnectionFailed      no reply: DNS, TLS, timeout, lost connection
    ├── BadReply              a reply that is none: HTML, cut JSON
    │   └── TooLarge          a reply over the size limit
    └── ApiError              the service said no: Code, Message, RequestId
        ├── Throttled         flow control; may say how long
        ├── ServiceFault      5xx and InternalError*: worth another try
        ├── Denied            permission; names the RAM action
        ├── Rejected          key, signature, token or clock not accepted
        └── BadParameter      a parameter the service does not take
"""

from __future__ import annotations


class CaTuiError(Exception):
    """Something the operator should read; `str()` of it is the whole sentence."""


class UsageError(CaTuiError):
    """Options that are unknown or contradict each other."""


class CredentialsError(CaTuiError):
    """No usable credentials; the sentence names the places looked at."""


class SavedReplyError(CaTuiError):
    """A saved reply that cannot be read; the sentence names file and line."""


class PagingError(CaTuiError):
    """A walk that ended before everything was read; says how much was."""


class CallError(CaTuiError):
    """One call failed."""

    def __init__(self, message: str, *, action: str = "", region_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.action = action
        self.region_id = region_id

    def __str__(self) -> str:
        place = f" ({self.region_id})" if self.region_id else ""
        return f"{self.action}{place}: {self.message}" if self.action else self.message


class ConnectionFailed(CallError):
    """No reply came."""


class BadReply(CallError):
    """What came is no reply of the API."""


class TooLarge(BadReply):
    """A reply over the size limit; asking again would bring it again."""


class ApiError(CallError):
    """The service answered with an error."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int,
        request_id: str = "",
        action: str = "",
        region_id: str = "",
        ram_action: str = "",
        retry_after: float | None = None,
        recommend: str = "",
        date: str = "",
    ) -> None:
        super().__init__(message, action=action, region_id=region_id)
        self.code = code
        self.status = status
        self.request_id = request_id
        self.ram_action = ram_action
        """AccessDeniedDetail.AuthAction, empty when the reply did not say."""
        self.retry_after = retry_after
        """Seconds, from `x-acs-retry-after`."""
        self.recommend = recommend
        self.date = date
        """The reply's `Date` header, to compare clocks with."""

    def __str__(self) -> str:
        head = f"{self.code}: {self.message}" if self.message else self.code
        tail = f" (RequestId {self.request_id})" if self.request_id else ""
        place = f" in {self.region_id}" if self.region_id else ""
        return f"{self.action}{place}: {head}{tail}" if self.action else f"{head}{tail}"


class Throttled(ApiError):
    """Flow control: per account, region and API, shared with colleagues."""


class ServiceFault(ApiError):
    """The service failed; the same call may succeed later."""


class Denied(ApiError):
    """The identity may not do this."""

    def __str__(self) -> str:
        said = super().__str__()
        if not self.ram_action:
            return said
        return f"{said} The RAM action {self.ram_action} is missing."


class Rejected(ApiError):
    """Key, signature, security token or clock was not accepted."""


class BadParameter(ApiError):
    """A parameter the service does not take."""
