"""One record of a reply -> one value of `models`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ca_tui.api.contents import Encoding, read_content, read_output
from ca_tui.api.fields import (
    Record,
    absent,
    boolean,
    first,
    fold,
    folded_keys,
    integer,
    listed,
    parameters,
    tags,
    text,
    when,
    whole_text,
)
from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    OssOutput,
    Output,
    Region,
    ResultKey,
    ServiceName,
)
from ca_tui.api.status import canonical, shown_status

INHERITED: Final = (
    "invokeid",
    "commandid",
    "regionid",
    "username",
    "invokeuser",
    "containerid",
    "containername",
    "tags",
    "launcher",
    "terminationmode",
    "ossoutputdelivery",
    "creationtime",
)
"""What a row of InvokeInstances says only in its invocation."""

_LEGACY: Final = ("invokerecordstatus", "instanceinvokestatus", "invokestatus")
_OSS: Final = frozenset(
    {
        "ossoutput",
        "ossoutputdelivery",
        "ossoutputstatus",
        "ossoutputuri",
        "ossoutputerrorcode",
        "ossoutputerrorinfo",
    }
)
_OMITTED: Final = frozenset({"commandcontent", "invokeinstances"})
"""Kept decoded or as rows of their own, and large."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the request says about the records of its reply."""

    service: ServiceName
    region_id: str = ""
    encoding: Encoding = "base64"
    history: bool = False


def read_result(
    came: Record, asked: Asked, invocation: Record | None = None
) -> InvocationResult | None:
    """A row of any operation; None where it has no identity at all.

    `invocation`: the folded record around a row of InvokeInstances.
    """
    record = fold(came)
    if invocation is not None:
        _inherit(record, invocation)
    key = _result_key(record, asked)
    if not key.invoke_id and not key.instance_id:
        return None
    return _result(came, record, key, asked.encoding)


def _output(record: Record, encoding: Encoding) -> Output | None:
    """What was printed; records that this program wrote as JSON lines carry it as text,
    and the bytes beside it where the text does not give them back."""
    if "outputbase64" not in record:
        return read_output(record.get("output"), encoding)
    if record["outputbase64"]:
        return read_output(record["outputbase64"], "base64")
    return read_output(record.get("output"), "plain")


def _result(
    came: Record, record: Record, key: ResultKey, encoding: Encoding
) -> InvocationResult:
    exit_code = integer(record, "exitcode")
    legacy = text(record, *_LEGACY)
    output = _output(record, encoding)
    return InvocationResult(
        key=key,
        invocation_status=shown_status(
            text(record, "invocationstatus"), legacy, exit_code
        ),
        invoke_record_status=canonical(legacy),
        command_id=text(record, "commandid"),
        exit_code=exit_code,
        error_code=text(record, "errorcode"),
        error_info=text(record, "errorinfo"),
        creation_time=when(record, "creationtime"),
        start_time=when(record, "starttime"),
        finished_time=when(record, "finishedtime", "finishtime"),
        stop_time=when(record, "stoptime"),
        dropped=integer(record, "dropped"),
        repeats=integer(record, "repeats"),
        username=text(record, "username", "invokeuser"),
        container_id=key.container_id,
        container_name=text(record, "containername"),
        tags=tags(first(record, "tags")),
        launcher=text(record, "launcher"),
        termination_mode=text(record, "terminationmode"),
        oss_output=_oss_output(record),
        output=output,
        raw=_raw(came, "output" if output else ""),
    )


def read_invocation(came: Record, asked: Asked) -> Invocation | None:
    """A run on one or many instances; None where it has no InvokeId."""
    record = fold(came)
    invoke_id = text(record, "invokeid")
    if not invoke_id:
        return None
    return Invocation(
        service=asked.service,
        region_id=_region_id(record, asked),
        invoke_id=invoke_id,
        invocation_status=shown_status(
            text(record, "invocationstatus"), text(record, *_LEGACY), None
        ),
        command_id=text(record, "commandid"),
        command_name=text(record, "commandname"),
        command_description=text(record, "commanddescription"),
        command_type=text(record, "commandtype"),
        command_content=read_content(record.get("commandcontent"), asked.encoding),
        parameters=parameters(record.get("parameters")),
        timeout=integer(record, "timeout", "timedout"),
        working_dir=text(record, "workingdir"),
        frequency=text(record, "frequency"),
        repeat_mode=text(record, "repeatmode"),
        timed=boolean(record, "timed"),
        username=text(record, "username", "invokeuser"),
        creation_time=when(record, "creationtime"),
        tags=tags(first(record, "tags")),
        launcher=text(record, "launcher"),
        container_id=text(record, "containerid"),
        container_name=text(record, "containername"),
        raw=_raw(came),
    )


def read_region(came: Record, asked: Asked) -> Region | None:
    """A region; None where it has no RegionId."""
    record = fold(came)
    region_id = text(record, "regionid")
    if not region_id:
        return None
    return Region(
        service=asked.service,
        region_id=region_id,
        local_name=text(record, "localname"),
        region_endpoint=text(record, "regionendpoint"),
    )


def read_instance(came: Record, asked: Asked) -> Instance | None:
    """A server of either service; None where it has no InstanceId."""
    record = fold(came)
    instance_id = text(record, "instanceid")
    if not instance_id:
        return None
    return Instance(
        service=asked.service,
        region_id=_region_id(record, asked),
        instance_id=instance_id,
        instance_name=text(record, "instancename"),
        os_type=text(record, "ostype") or text(fold(record.get("image")), "ostype"),
        status=text(record, "status"),
        addresses=_addresses(record),
        raw=_raw(came),
    )


def read_agent(came: Record, asked: Asked) -> Agent | None:
    """The agent of one instance; None where it has no InstanceId."""
    record = fold(came)
    instance_id = text(record, "instanceid")
    if not instance_id:
        return None
    return Agent(
        service=asked.service,
        region_id=_region_id(record, asked),
        instance_id=instance_id,
        online=boolean(record, "cloudassistantstatus"),
        cloud_assistant_version=text(record, "cloudassistantversion"),
        last_heartbeat_time=when(record, "lastheartbeattime"),
        active_task_count=integer(record, "activetaskcount"),
    )


def _inherit(record: Record, invocation: Record) -> None:
    for name in INHERITED:
        if name in invocation and absent(record.get(name)):
            record[name] = invocation[name]


def _region_id(record: Record, asked: Asked) -> str:
    return asked.region_id or text(record, "regionid")


def _result_key(record: Record, asked: Asked) -> ResultKey:
    return ResultKey(
        service=asked.service,
        region_id=_region_id(record, asked),
        invoke_id=text(record, "invokeid"),
        instance_id=text(record, "instanceid"),
        container_id=text(record, "containerid"),
        start_time=text(record, "starttime") if asked.history else "",
    )


def _raw(came: Record, also: str = "") -> Record:
    raw = came.copy()
    for key, name in zip(came, folded_keys(came), strict=True):
        if name in _OMITTED or name == also:
            del raw[key]
    return raw


def _oss_output(record: Record) -> OssOutput | None:
    """Delivery to OSS: flat in results, an object in rows of an invocation."""
    if not any(map(record.get, _OSS)):
        return None
    nested = fold(record.get("ossoutput"))
    found = OssOutput(
        delivery=text(record, "ossoutputdelivery"),
        status=_oss_field(record, nested, "status"),
        uri=_oss_field(record, nested, "uri"),
        error_code=_oss_field(record, nested, "errorcode"),
        error_info=_oss_field(record, nested, "errorinfo"),
    )
    return None if found == OssOutput() else found


def _oss_field(record: Record, nested: Record, name: str) -> str:
    return text(record, f"ossoutput{name}") or text(nested, name, f"ossoutput{name}")


def _addresses(record: Record) -> tuple[str, ...]:
    """Private addresses first: what an operator on a bastion can reach."""
    vpc = fold(record.get("vpcattributes"))
    places = [
        vpc.get("privateipaddress"),
        record.get("inneripaddress"),
        record.get("privateipaddress"),
        record.get("publicipaddress"),
        record.get("eipaddress"),
    ]
    for item in listed(record.get("networkattributes")):
        network = fold(item)
        places += [network.get("privateipaddress"), network.get("publicipaddress")]
    found: dict[str, None] = {}
    for place in places:
        for address in listed(place, "ipaddress"):
            found[whole_text(address).strip()] = None
    found.pop("", None)
    return tuple(found)
