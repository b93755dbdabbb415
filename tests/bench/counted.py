"""A service made of one list, over HTTP on this machine, that counts what it sends.

Every run is on one instance, and every result prints as many bytes as the stage says.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ca_tui.api.models import Json

START: Final = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)

REGION: Final = "cn-hangzhou"

SERVERS: Final = 40

COMMAND: Final = b64encode(b"#!/bin/sh\njournalctl -u order-service -n 200\n").decode()

Params = Mapping[str, str]


@dataclass
class Stage:
    """What there is, and what was sent of it."""

    results: int
    output_size: int
    running: bool = False
    """The newest one goes on."""
    denied: frozenset[str] = frozenset()
    """Operations that the identity may not use."""
    calls: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    """Bytes of heads and bodies of replies, by operation."""
    url: str = ""
    _newest: int = field(init=False)
    """The number of what happened at START."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._newest = self.results

    async def start(self) -> asyncio.Server:
        """Listen."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def end(self, server: asyncio.Server) -> None:
        """Stop listening and drop every connection."""
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def forget(self) -> None:
        """Count from here."""
        self.calls.clear()
        self.sent.clear()

    def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._tasks.add(asyncio.create_task(self._converse(reader, writer)))

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                pairs = (line.partition(":") for line in lines if line)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                params = dict(parse_qsl(urlsplit(first.split(" ")[1]).query))
                action = headers["x-acs-action"]
                reply = self.reply(action, params)
                self.calls[action] += 1
                self.sent[action] += len(reply)
                writer.write(reply)
                await writer.drain()

    def reply(self, action: str, params: Params) -> bytes:
        """The answer to a call, as on the wire."""
        status, tree = "200 OK", self._answer(action, params)
        if action in self.denied:
            status = "403 Forbidden"
            tree = {"Code": "Forbidden.RAM", "Message": "User not authorized."}
        body = json.dumps({"RequestId": "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E", **tree})
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json;charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()

    def _answer(self, action: str, params: Params) -> dict[str, Json]:
        match action:
            case "DescribeInvocationResults":
                found = self._page(params, self._result)
                rows: Json = {"InvocationResult": found.pop("Items")}
                return {"Invocation": {"InvocationResults": rows, **found}}
            case "DescribeInvocations":
                found = self._page(params, self._invocation)
                return {"Invocations": {"Invocation": found.pop("Items")}, **found}
            case "DescribeInstances":
                named: list[Json] = [
                    {"InstanceId": each, "InstanceName": f"web-{each[-2:]}"}
                    for each in json.loads(params["InstanceIds"])
                ]
                return {"Instances": {"Instance": named}}
        agents: list[Json] = [
            {"InstanceId": value, "CloudAssistantStatus": "true"}
            for name, value in params.items()
            if name.startswith("InstanceId.")
        ]
        status: Json = {"InstanceCloudAssistantStatus": agents}
        return {"InstanceCloudAssistantStatusSet": status}

    def _page(self, params: Params, record: Callable[[int], Json]) -> dict[str, Json]:
        """Numbers go up with time, so that a token is the number to go on with."""
        if "InvokeId" in params:
            return {"Items": [record(int(params["InvokeId"][-7:]))], "NextToken": ""}
        first = int(params.get("NextToken") or self.results)
        last = max(0, first - int(params["MaxResults"]))
        items = [record(number) for number in range(first, last, -1)]
        return {"Items": items, "NextToken": str(last) if last else ""}

    def _times(self, number: int) -> dict[str, Json]:
        begun = START + timedelta(seconds=20 * (number - self._newest))
        goes_on = self.running and number == self.results
        return {
            "StartTime": f"{begun:%FT%TZ}",
            "ExitCode": 0,
            "InvocationStatus": "Running" if goes_on else "Success",
            "ErrorCode": "",
            "ErrorInfo": "",
            "StopTime": "",
            "Repeats": 0 if goes_on else 1,
            "Dropped": 0,
        }

    def _result(self, number: int) -> Json:
        times = self._times(number)
        goes_on = times["InvocationStatus"] == "Running"
        return {
            **times,
            "InvokeId": f"t-hz0{number:07}",
            "CommandId": f"c-hz0{number % 30:010}",
            "InstanceId": server(number),
            "InvokeRecordStatus": "Running" if goes_on else "Finished",
            "FinishedTime": "" if goes_on else times["StartTime"],
            "Output": b64encode(_printed(number, self.output_size)).decode(),
            "Username": "root",
            "ContainerId": "",
            "ContainerName": "",
            "Launcher": "",
            "TerminationMode": "Process",
            "Tags": {"Tag": []},
        }

    def _invocation(self, number: int) -> Json:
        times = self._times(number)
        goes_on = times["InvocationStatus"] == "Running"
        row: Json = {
            **times,
            "InstanceId": server(number),
            "InstanceInvokeStatus": "Running" if goes_on else "Finished",
            "FinishTime": "" if goes_on else times["StartTime"],
            "CreationTime": times["StartTime"],
            "UpdateTime": times["StartTime"],
            "Output": "",
            "Timed": False,
        }
        return {
            "InvokeId": f"t-hz0{number:07}",
            "InvocationStatus": times["InvocationStatus"],
            "InvokeStatus": "Running" if goes_on else "Finished",
            "Timed": False,
            "CommandId": f"c-hz0{number % 30:010}",
            "CommandName": f"order-log-{number % 30}",
            "CommandDescription": "The last lines of the order service",
            "CommandType": "RunShellScript",
            "CommandContent": COMMAND,
            "CreationTime": times["StartTime"],
            "Parameters": "{}",
            "RepeatMode": "Once",
            "Frequency": "",
            "Timeout": 60,
            "WorkingDir": "",
            "Username": "root",
            "ContainerId": "",
            "ContainerName": "",
            "Launcher": "",
            "TerminationMode": "Process",
            "Tags": {"Tag": []},
            "InvokeInstances": {"InvokeInstance": [row]},
        }


def server(number: int) -> str:
    """The instance of a number."""
    return f"i-bp1{number % SERVERS:017}"


def _printed(number: int, size: int) -> bytes:
    line = f"{number:07} order-service[{number % 9973}]: order accepted, 3 items\n"
    return bytes(islice(cycle(line.encode()), size))
