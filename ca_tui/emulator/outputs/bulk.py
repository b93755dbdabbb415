"""Long outputs of an exact size, which the agent cuts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from ca_tui.emulator.dice import Dice
from ca_tui.emulator.outputs.scene import Printer, Scene

SHEET_SIZE: Final = 1 << 18
"""Bytes of log that outputs of a chosen size are taken from."""

SHEET_SEED: Final = 20


def sized(size: int, line: Callable[[Scene, int], str], last: str) -> Printer:
    """An output of exactly `size` bytes: numbered lines, then a last one."""

    def printer(scene: Scene) -> bytes:
        end = f"{last} on {scene.host}\n".encode()
        room = size - len(end)
        parts: list[bytes] = []
        filled = 0
        while filled < room:
            part = f"{line(scene, len(parts))}\n".encode()
            parts.append(part)
            filled += len(part)
        whole = b"".join(parts)[: room - 1].decode(errors="ignore").encode()
        return whole.ljust(room - 1) + b"\n" + end

    return printer


@lru_cache
def cut_to(size: int) -> Printer:
    """A log of exactly `size` bytes, made in no time: for worlds of many results."""

    def printer(scene: Scene) -> bytes:
        head = f"{scene.clock('%F %T')} {scene.host} order-service started\n".encode()
        sheet = _sheet()
        parts, room = [head], size - len(head)
        while room > 0:
            start = sheet.index(b"\n", scene.dice.draw(SHEET_SIZE // 2)) + 1
            parts.append(sheet[start : start + room])
            room -= len(parts[-1])
        return b"".join(parts)[: size - 1] + b"\n"

    return printer


@lru_cache(1)
def _sheet() -> bytes:
    dice, parts, filled = Dice(SHEET_SEED), [], 0
    while filled < SHEET_SIZE:
        part = (
            f"worker-{dice.draw(16):02} order={dice.draw(10**9):09} "
            f"sku={dice.text(8)} qty={1 + dice.draw(9)} took={dice.draw(900)}ms "
            f"{dice.pick(('paid', 'paid', 'paid', 'queued', 'refunded'))}\n"
        ).encode()
        parts.append(part)
        filled += len(part)
    return b"".join(parts)


def backup_line(scene: Scene, number: int) -> str:
    """mysqldump and upload, table by table"""
    rows = scene.dice.draw(900_000)
    return (
        f"{scene.clock('%H:%M:%S', number / 15)} [backup] {number:05} "
        f"shop.t_order_{number % 1024:04} rows={rows} bytes={rows * 187} ok"
    )


def package_line(scene: Scene, number: int) -> str:
    """apt-get -y dist-upgrade"""
    name = scene.dice.pick(
        ("libssl3", "linux-image", "python3.11", "nginx-core", "openjdk-17", "curl")
    )
    return (
        f"Get:{number + 1} http://mirrors.cloud.aliyuncs.com/ubuntu jammy-updates/main "
        f"amd64 {name}-{scene.dice.draw(99)} [{scene.dice.draw(9999)} kB]"
    )


def access_line(scene: Scene, number: int) -> str:
    """An access log"""
    dice = scene.dice
    return (
        f"47.{dice.draw(255)}.{dice.draw(255)}.{dice.draw(255)} - - "
        f"[{scene.clock('%d/%b/%Y:%H:%M:%S +0800', number / 9 - 60)}] "
        f'"GET /api/orders/{dice.draw(10**6)} HTTP/1.1" '
        f"{dice.pick((200, 200, 200, 304, 404, 502))} {dice.draw(9000)}"
    )


def journal_line(scene: Scene, number: int) -> str:
    """journalctl -o short, with lines in Chinese"""
    return (
        f"{scene.clock('%b %d %H:%M:%S', number / 3 - 600)} {scene.host} "
        f"order-service[2212]: 订单 {scene.dice.draw(10**7):07} 已处理，队列剩余 "
        f"{scene.dice.draw(400)} 条"
    )
