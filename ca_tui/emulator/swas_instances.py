"""Records of simple application servers."""

from __future__ import annotations

from ca_tui.emulator.calls import iso
from ca_tui.emulator.dice import HEX, Dice, number_of
from ca_tui.emulator.ecs_instances import BUILT
from ca_tui.emulator.fleet import Server
from ca_tui.emulator.refusals import Json
from ca_tui.emulator.regions import Region


def instance_record(region: Region, server: Server) -> Json:
    """One of Instances of ListInstances, with all members of the type."""
    dice = Dice(number_of(server.instance_id))
    created = BUILT - dice.draw(40_000_000)
    return {
        "InstanceId": server.instance_id,
        "InstanceName": server.name,
        "RegionId": region.region_id,
        "Status": server.status,
        "BusinessStatus": "Normal",
        "DdosStatus": "Normal",
        "DisableReason": "",
        "ChargeType": "PrePaid",
        "Combination": False,
        "CombinationInstanceId": "",
        "CreationTime": iso(created),
        "ExpiredTime": iso(created + 3 * 365 * 86400),
        "PublicIpAddress": server.public_ip,
        "InnerIpAddress": server.private_ip,
        "ImageId": dice.text(32, HEX),
        "Image": _image(server),
        "PlanId": "swas.s2.c2m2s50b4.linux",
        "PlanType": "NORMAL",
        "ResourceGroupId": "",
        "ResourceSpec": _resources(),
        "Disks": [_disk(region, dice, created)],
        "NetworkAttributes": [
            {
                "PrivateIpAddress": server.private_ip,
                "PublicIpAddress": server.public_ip,
                "PublicIpDdosStatus": "Normal",
                "PeakBandwidth": 4,
            }
        ],
        "Tags": [{"Key": "role", "Value": server.name.rsplit("-", 1)[0]}],
        "Uuid": "-".join(dice.text(n, HEX) for n in (8, 4, 4, 4, 12)),
    }


def _image(server: Server) -> Json:
    return {
        "ImageName": server.os_name,
        "ImageType": "system",
        "ImageVersion": "1.0",
        "ImageContact": "",
        "ImageIconUrl": "",
        "OsType": server.os_type,
    }


def _resources() -> Json:
    return {
        "Cpu": 2,
        "Memory": 2.0,
        "Bandwidth": 4,
        "DiskCategory": "ESSD",
        "DiskSize": 50,
        "Flow": 0.0,
    }


def _disk(region: Region, dice: Dice, created: float) -> Json:
    return {
        "DiskId": f"d-{dice.text(20)}",
        "DiskName": "系统盘",
        "DiskType": "system",
        "DiskChargeType": "PrePaid",
        "DiskTags": [],
        "Category": "ESSD",
        "CreationTime": iso(created),
        "Device": "/dev/xvda",
        "RegionId": region.region_id,
        "Remark": "",
        "ResourceGroupId": "",
        "Size": 50,
        "Status": "In_use",
    }
