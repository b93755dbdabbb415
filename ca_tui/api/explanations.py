"""What the codes of results and of OSS delivery mean and what to do: the words.

A code's clause begins small and has no full stop, so that it fits into a sentence;
its remedy is one or two sentences. Sources: the ErrorCode table of
DescribeInvocationResults, the vendor's page "View execution results and
troubleshoot", OssOutputErrorCode of DescribeInvocationResults.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Words: TypeAlias = dict[str, tuple[str, str]]

_AGAIN: Final = "Run the command again."

EXIT_CODE_NONZERO: Final = "ExitCodeNonzero"
"""The one ErrorCode whose meaning is in another field."""

INSTANCE: Final[Words] = {
    "InstanceNotExists": (
        "the instance does not exist",
        "Check instance id and region; it may have been released.",
    ),
    "InstanceReleased": (
        "the instance was released while the task ran",
        "Nothing to do: the instance is gone.",
    ),
    "InstanceNotRunning": (
        "the instance was not running",
        "Start the instance, then run the command again.",
    ),
    "InstanceRestarted": (
        "the instance was restarted while the command ran",
        "Run it again, and do not restart the instance meanwhile.",
    ),
    "InstanceDeregistered": (
        "the managed instance was unregistered",
        "Register it with Cloud Assistant again.",
    ),
    "InstanceRoleInvalid": (
        "the instance's RAM role is missing or not allowed to do this",
        "Attach a RAM role that may read the parameter store of OOS.",
    ),
}

AGENT: Final[Words] = {
    "ClientNotRunning": (
        "the Cloud Assistant agent was not running on the instance",
        "On the instance: systemctl start aliyun.service, or /etc/init.d/"
        "aliyun-service start; on Windows start Aliyun Assist Service. If that"
        " fails, reinstall the agent.",
    ),
    "ClientNotResponse": (
        "the agent got the task and never reported back",
        "Look for the InvokeId in aliyun_assist_main.log under /usr/local/share/"
        r"aliyun-assist/<version>/log (Windows: C:\ProgramData\aliyun\assist"
        r"\<version>\log). Run it again; else systemctl restart aliyun.service.",
    ),
    "ClientNotOnline": (
        "the agent is not connected to Cloud Assistant",
        "Restart the agent: systemctl restart aliyun.service.",
    ),
    "ClientRestarted": ("the agent was restarted while the command ran", _AGAIN),
    "ClientIsUpgrading": (
        "the agent was upgrading itself",
        "Run it again after the upgrade; it takes a minute or two.",
    ),
    "ClientNeedUpgrade": (
        "the agent is too old for this feature",
        "Upgrade it to the version that ErrorInfo names, or turn its automatic"
        " upgrade on.",
    ),
    "ClientNetworkBlocked": (
        "the instance cannot reach Cloud Assistant over the network",
        "On the instance, curl https://<region>.axt.aliyun.com/luban/api/instance/"
        "instance-id must print its id. Allow outbound TCP 443 and 80 and UDP 53.",
    ),
    "SecurityGroupRuleDenied": (
        "a security group keeps the agent from reaching Cloud Assistant",
        "Allow outbound access to the address that ErrorInfo names, in the security"
        " group that it names.",
    ),
}

RUN: Final[Words] = {
    EXIT_CODE_NONZERO: (
        "the command ended with an exit code other than 0",
        "Read its output: the last lines usually say why.",
    ),
    "DeliveryTimeout": (
        "the command never reached the instance",
        "Check that the agent is online, then run it again.",
    ),
    "ExecutionTimeout": (
        "the command ran longer than its timeout and was stopped",
        "Run it with a larger Timeout (60 s when none is given). What it started"
        " may still be running.",
    ),
    "ExecutionException": (
        "the agent could not carry the command out",
        "ErrorInfo has the details.",
    ),
    "ExecutionInterrupted": ("the command was interrupted", _AGAIN),
    "TerminationException": (
        "stopping the command failed",
        "Stop it again; ErrorInfo has the details.",
    ),
    "TaskConcurrencyLimit": (
        "too many tasks were running at once",
        "Wait until some have ended, then run it again.",
    ),
    "CommandNotApplicable": (
        "this type of command does not run on this operating system",
        "Use a shell command on Linux, PowerShell or Bat on Windows.",
    ),
    "InvalidCommandText": (
        "the command's content is not valid",
        "Check the content of the command.",
    ),
    "CommandContentDecodeError": (
        "the command's content could not be decoded",
        "Send the content as valid base64, with the ContentEncoding that says so.",
    ),
    "InvalidSystemBuiltInParameter": (
        "the command uses an {{ACS::…}} parameter that does not exist",
        "Correct its name, or remove it from the command.",
    ),
    "QueryParameterStoreFailed": (
        "a parameter could not be read from the OOS parameter store",
        "Check that it exists and that the instance's RAM role may read it.",
    ),
}

SURROUNDINGS: Final[Words] = {
    "AccountNotExists": (
        "the user to run as does not exist on the instance",
        "Create the user, or change Username (root or System by default).",
    ),
    "UserOrPasswordInvalid": (
        "user name or password was not accepted by Windows",
        "Check Username, and the password kept in the OOS parameter store.",
    ),
    "UserGroupNotExists": (
        "the group does not exist on the instance",
        "Create the group, or name another one.",
    ),
    "DirectoryNotExists": (
        "the working directory does not exist on the instance",
        "Create it, or change WorkingDir.",
    ),
    "DefaultWorkingDirectoryNotAvailable": (
        r"the default working directory (/root, C:\Windows\System32) is not available",
        "Set WorkingDir to a directory that is.",
    ),
    "FileAlreadyExists": (
        "the file exists already",
        "Choose another name, or allow it to be overwritten.",
    ),
    "FileNameInvalid": ("the file name is not valid", "Choose another file name."),
    "FilePathInvalid": ("the target directory is not valid", "Correct the path."),
    "FileAuthorityInvalid": (
        "the file mode is not valid",
        "Give it as octal digits, such as 0644.",
    ),
    "FileCreateFail": (
        "the file could not be created",
        "Check the path, its permissions and the free space.",
    ),
    "FileContentInvalid": (
        "the file's content is not valid",
        "Send the content as valid base64 or plain text.",
    ),
}

SCHEDULE: Final[Words] = {
    "BadCronExpression": (
        "the schedule is no valid cron expression",
        "Correct Frequency.",
    ),
    "CronExpressionExpired": (
        "the cron expression has no date left in the future",
        "Give a Frequency that has.",
    ),
    "AtExpressionExpired": (
        "the time to run at has passed",
        "Give a Frequency that lies in the future.",
    ),
    "InvalidAtExpression": (
        "the schedule is no valid at(…) expression",
        "Write it as at(2030-06-01 13:15:30 Asia/Shanghai).",
    ),
    "InvalidRateExpression": (
        "the schedule is no valid rate(…) expression",
        "Write it as rate(5m).",
    ),
    "RateFrequencyTooLarge": (
        "the interval of the schedule is too long",
        "Use an interval of at most 7 days.",
    ),
    "InvalidGMTOffsetForTimezone": (
        "the schedule's GMT offset is not valid",
        "Use an offset from GMT-12:59 to GMT+14:59.",
    ),
    "InvalidGMTOffsetHourForTimezone": (
        "the hours of the schedule's GMT offset are not valid",
        "Use -12 to +14, without a leading zero.",
    ),
    "InvalidGMTOffsetMinuteForTimezone": (
        "the minutes of the schedule's GMT offset are not valid",
        "Use 0 to 59.",
    ),
    "TimezoneInformationCorrupt": (
        "the instance's time zone data is damaged",
        "Check /usr/share/zoneinfo; on Windows the Time Zones key of the registry.",
    ),
}

_LIST_CONTAINERS: Final = (
    "List them with aliyun-service list-containers --source cri --all or kubectl."
)

CONTAINER: Final[Words] = {
    "InvalidContainerName": (
        "the container name is not valid",
        "Correct ContainerName. " + _LIST_CONTAINERS,
    ),
    "InvalidContainerId": (
        "the container id is not valid",
        "Give all 64 hexadecimal digits.",
    ),
    "UnsupportedContainerRuntime": (
        "the container runtime is not supported",
        "Cloud Assistant knows docker, containerd and cri-o.",
    ),
    "ContainerConnectFailed": (
        "the agent could not connect to the container",
        "Check that it runs. " + _LIST_CONTAINERS,
    ),
    "ContainerStateAbnormal": (
        "the container is not running",
        "Start it, then run the command again. " + _LIST_CONTAINERS,
    ),
    "ContainerNotFound": ("there is no such container", _LIST_CONTAINERS),
    "ContainerNameDuplicated": (
        "several containers have this name",
        "Give ContainerId instead. " + _LIST_CONTAINERS,
    ),
    "ContainerNameAndIdNotMatch": (
        "container name and id belong to different containers",
        "Give only ContainerId. " + _LIST_CONTAINERS,
    ),
    "ContainerRuntimeInternalError": (
        "the container runtime failed",
        "Look into the runtime's own log on the instance.",
    ),
    "ContainerRuntimeTimeout": (
        "the container runtime did not answer in time",
        "Check the runtime's load on the instance, then run it again.",
    ),
}

RESULT_CODES: Final[Words] = {
    **INSTANCE,
    **AGENT,
    **RUN,
    **SURROUNDINGS,
    **SCHEDULE,
    **CONTAINER,
}
"""ErrorCode of a result. The list is open: an unknown code is shown as it came."""

OSS_CODES: Final[Words] = {
    "CloudAssistant.UnsupportedInvocationStatus": (
        "the run ended in a status whose output is not delivered",
        "Nothing to deliver: read the output here.",
    ),
    "CloudAssistant.ClientNeedUpgrade": (
        "the agent is too old to deliver outputs to OSS",
        "Upgrade it to more than 2.2.4.1007 on Linux, 2.1.4.1007 on Windows.",
    ),
    "OSS.AccessDenied": (
        "writing to the OSS bucket was denied",
        "Give the account the right to put objects into the bucket.",
    ),
    "OSS.NoSuchBucket": (
        "the OSS bucket does not exist",
        "Create it, or correct OssOutputDelivery.",
    ),
    "OSS.FileImmutable": (
        "the OSS bucket is under a retention policy and takes no change",
        "Deliver to another prefix or bucket.",
    ),
    "OSS.InvalidObjectName": (
        "the OSS object name is missing, too long or not valid",
        "Correct the prefix in OssOutputDelivery.",
    ),
}
"""OssOutputErrorCode, present where OssOutputStatus is Failed."""
