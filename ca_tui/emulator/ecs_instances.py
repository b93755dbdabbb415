"""Records of ECS instances and of their agents."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ca_tui.emulator.calls import iso, iso_minutes
from ca_tui.emulator.dice import HEX, Dice, number_of
from ca_tui.emulator.fleet import Server
from ca_tui.emulator.refusals import Json
from ca_tui.emulator.regions import Region
from ca_tui.emulator.runs import Row
from ca_tui.emulator.stream import Stream
from ca_tui.emulator.world import Wanted, runs_of, state_of

RECENT: Final = 120.0
"""Seconds back in which tasks are looked for that still run."""

HEARTBEAT: Final = 60.0

BUILT: Final = 1_700_000_000
"""Epoch seconds before which the instances were created."""

AGENT_VERSIONS: Final = {"Linux": "2.2.3.857", "Windows": "2.1.3.857"}


def recent_tasks(stream: Stream, now: float) -> tuple[Counter[str], dict[str, float]]:
    """By instance id: tasks that run now, and when the last one was invoked."""
    active: Counter[str] = Counter()
    last: dict[str, float] = {}
    for run in runs_of(stream, stream.window(now), Wanted()):
        if run.created < now - RECENT:
            break
        for index, server in enumerate(run.targets):
            last.setdefault(server.instance_id, run.created)
            if state_of(Row(run, index), now).status in ("Running", "Stopping"):
                active[server.instance_id] += 1
    return active, last


def _heartbeat(server: Server, now: float) -> float:
    """When the last heartbeat came: each agent has its own phase of the minute."""
    if server.agent == "offline":
        return now // 86400 * 86400 - 7200
    phase = server.number * 7 % HEARTBEAT
    return (now - phase) // HEARTBEAT * HEARTBEAT + phase


def agent_record(
    region: Region, server: Server, now: float, *, active: int, last: float | None
) -> Json:
    """An InstanceCloudAssistantStatus; CloudAssistantStatus is a string."""
    absent = server.agent == "absent"
    online = server.usable
    days = (now - BUILT) / 86400
    return {
        "InstanceId": server.instance_id,
        "OSType": server.os_type,
        "CloudAssistantStatus": "true" if online else "false",
        "CloudAssistantVersion": "" if absent else AGENT_VERSIONS[server.os_type],
        "LastHeartbeatTime": "" if absent else iso(_heartbeat(server, now)),
        "LastInvokedTime": "" if absent else iso(last or now // 3600 * 3600 - 600),
        "ActiveTaskCount": active,
        "InvocationCount": 0 if absent else int(days * 40 / region.spacing),
        "SupportSessionManager": not absent,
    }


def instance_record(region: Region, server: Server) -> Json:
    """An Instance of DescribeInstances, with all members of the type."""
    dice = Dice(number_of(server.instance_id))
    created = BUILT - dice.draw(90_000_000)
    return {
        "InstanceId": server.instance_id,
        "InstanceName": server.name,
        "HostName": f"iZ{server.instance_id[2:]}Z",
        "Description": "",
        "Status": server.status,
        "RegionId": region.region_id,
        "ZoneId": f"{region.region_id}-{'abghi'[dice.draw(5)]}",
        "ClusterId": "",
        "OSType": server.os_type.lower(),
        "OSName": server.os_name,
        "OSNameEn": server.os_name_en,
        "ImageId": f"m-{region.server_prefix}{dice.text(14)}",
        "CreationTime": iso_minutes(created),
        "StartTime": "" if server.status == "Stopped" else iso_minutes(created + 4e6),
        "ExpiredTime": "2099-12-31T15:59Z",
        "AutoReleaseTime": "",
        "SerialNumber": "-".join(dice.text(n, HEX) for n in (8, 4, 4, 4, 12)),
        "KeyPairName": "" if server.os_type == "Windows" else "ops",
        "ResourceGroupId": "",
        "Recyclable": False,
        "DeletionProtection": server.name.startswith("db"),
        "DeviceAvailable": True,
        "StoppedMode": "KeepCharging"
        if server.status == "Stopped"
        else "Not-applicable",
        "Tags": {"Tag": [{"TagKey": "role", "TagValue": server.name.split("-")[0]}]},
        "OperationLocks": {"LockReason": []},
        **_hardware(dice),
        **_billing(),
        **_network(region, server, dice),
        **_options(),
    }


def _hardware(dice: Dice) -> dict[str, Json]:
    cpu = dice.pick((2, 4, 8, 16))
    size = {2: "large", 4: "xlarge", 8: "2xlarge", 16: "4xlarge"}[cpu]
    return {
        "InstanceType": f"ecs.g7.{size}",
        "InstanceTypeFamily": "ecs.g7",
        "Cpu": cpu,
        "Memory": cpu * 4096,
        "CpuOptions": {
            "CoreCount": cpu // 2,
            "ThreadsPerCore": 2,
            "Numa": "ON",
            "TopologyType": "DiscreteCoreToHTMapping",
            "TurboMode": "",
            "NestedVirtualization": "",
            "EnableVISST": False,
            "EnableVRDT": False,
        },
        "GPUAmount": 0,
        "GPUSpec": "",
        "LocalStorageAmount": 0,
        "LocalStorageCapacity": 0,
        "IoOptimized": True,
        "CreditSpecification": "",
        "EnableNVS": False,
        "ISP": "",
        "HpcClusterId": "",
        "AdditionalInfo": {
            "EnableHighDensityMode": False,
            "ManagedHostId": "",
            "NodeSerialNumber": "",
        },
    }


def _billing() -> dict[str, Json]:
    return {
        "InstanceChargeType": "PostPaid",
        "InternetChargeType": "PayByTraffic",
        "InternetMaxBandwidthIn": 200,
        "InternetMaxBandwidthOut": 5,
        "SaleCycle": "",
        "SpotStrategy": "NoSpot",
        "SpotDuration": 0,
        "SpotInterruptionBehavior": "Terminate",
        "SpotPriceLimit": 0.0,
    }


def _network(region: Region, server: Server, dice: Dice) -> dict[str, Json]:
    gateway = server.name.startswith("gateway")
    public: list[Json] = [server.public_ip] if server.public_ip and not gateway else []
    return {
        "InstanceNetworkType": "vpc",
        "VlanId": "",
        "VpcAttributes": {
            "VpcId": f"vpc-{region.server_prefix}2gnqz7xv0m3w4k5l6",
            "VSwitchId": f"vsw-{region.server_prefix}9o8i7u6y5t4r3e2w1",
            "NatIpAddress": "",
            "PrivateIpAddress": {"IpAddress": [server.private_ip]},
        },
        "PublicIpAddress": {"IpAddress": public},
        "InnerIpAddress": {"IpAddress": []},
        "RdmaIpAddress": {"IpAddress": []},
        "EipAddress": {
            "AllocationId": f"eip-{dice.text(17)}" if gateway else "",
            "Bandwidth": 100 if gateway else 0,
            "InternetChargeType": "PayByTraffic" if gateway else "",
            "IpAddress": server.public_ip if gateway else "",
            "IsSupportUnassociate": gateway,
        },
        "SecurityGroupIds": {"SecurityGroupId": [f"sg-{region.server_prefix}67acfmx"]},
        "NetworkInterfaces": {"NetworkInterface": [_interface(server, dice)]},
    }


def _interface(server: Server, dice: Dice) -> Json:
    mac = ":".join(["00:16:3e", *(dice.text(2, HEX) for _ in range(3))])
    address: Json = {
        "PrivateIpAddress": server.private_ip,
        "PrivateDnsName": "",
        "Primary": True,
    }
    return {
        "Type": "Primary",
        "NetworkInterfaceId": f"eni-{dice.text(17)}",
        "MacAddress": mac,
        "PrimaryIpAddress": server.private_ip,
        "PrivateIpSets": {"PrivateIpSet": [address]},
        "Ipv4PrefixSets": {"Ipv4PrefixSet": []},
        "Ipv6PrefixSets": {"Ipv6PrefixSet": []},
        "Ipv6Sets": {"Ipv6Set": []},
    }


def _options() -> dict[str, Json]:
    """Members of the type that say nothing about a plain instance."""
    return {
        "ClockOptions": {"PtpStatus": "disabled"},
        "DedicatedHostAttribute": {
            "DedicatedHostClusterId": "",
            "DedicatedHostId": "",
            "DedicatedHostName": "",
        },
        "DedicatedInstanceAttribute": {"Affinity": "", "Tenancy": ""},
        "DeploymentSetId": "",
        "DeploymentSetGroupNo": 0,
        "EcsCapacityReservationAttr": {
            "CapacityReservationId": "",
            "CapacityReservationPreference": "",
        },
        "HibernationOptions": {"Configured": False},
        "ImageOptions": {"CurrentOSNVMeSupported": False, "LoginAsNonRoot": False},
        "MetadataOptions": {
            "HttpEndpoint": "enabled",
            "HttpPutResponseHopLimit": 0,
            "HttpTokens": "optional",
            "InstanceMetadataTags": "disabled",
        },
        "PrivateDnsNameOptions": {
            "EnableInstanceIdDnsAAAARecord": False,
            "EnableInstanceIdDnsARecord": False,
            "EnableIpDnsARecord": False,
            "EnableIpDnsPtrRecord": False,
            "HostnameType": "Custom",
        },
        "SecurityOptions": {"EnableSecureBoot": False},
    }
