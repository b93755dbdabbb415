"""What Windows servers print: CRLF, tables, errors, and text in the wrong charset."""

from __future__ import annotations

from typing import Final

from ca_tui.emulator.outputs.scene import Scene, crlf

SERVICES: Final = (
    ("Running", "AliyunService", "Aliyun Assist Service"),
    ("Running", "Dhcp", "DHCP Client"),
    ("Running", "EventLog", "Windows Event Log"),
    ("Running", "MSSQLSERVER", "SQL Server (MSSQLSERVER)"),
    ("Stopped", "Spooler", "Print Spooler"),
    ("Running", "TermService", "Remote Desktop Services"),
    ("Running", "W3SVC", "World Wide Web Publishing Service"),
    ("Stopped", "wuauserv", "Windows Update"),
)


def services(_scene: Scene) -> bytes:
    """Get-Service"""
    return crlf(
        "",
        "Status   Name               DisplayName",
        "------   ----               -----------",
        *(f"{state:<8} {name:<18} {shown}" for state, name, shown in SERVICES),
        "",
        "",
    )


def processes(scene: Scene) -> bytes:
    """Get-Process | Sort-Object WS -Descending"""
    dice = scene.dice
    rows = [
        "",
        "Handles  NPM(K)    PM(K)      WS(K)     CPU(s)     Id  SI ProcessName",
        "-------  ------    -----      -----     ------     --  -- -----------",
    ]
    for name in ("sqlservr", "w3wp", "MsMpEng", "svchost", "aliyun-service", "lsass"):
        rows.append(
            f"{dice.draw(2000):>7} {dice.draw(200):>7} {dice.draw(900000):>8} "
            f"{dice.draw(990000):>10} {dice.between(0, 4000):>10.2f} "
            f"{dice.draw(9999):>6}   0 {name}"
        )
    return crlf(*rows, "", "")


def hotfixes(scene: Scene) -> bytes:
    """Get-HotFix | ConvertTo-Json"""
    rows = ["["]
    for number in range(4):
        rows += [
            "    {",
            '        "Description":  "Security Update",',
            f'        "HotFixID":  "KB50{scene.dice.draw(90000) + 10000}",',
            f'        "InstalledOn":  "{scene.clock("%Y-%m-%d", -number * 864000)}"',
            "    }" + ("," if number < 3 else ""),
        ]
    return crlf(*rows, "]")


def directory(scene: Scene) -> bytes:
    """dir C:\\inetpub"""
    stamp = scene.clock("%Y/%m/%d  %H:%M", -500000)
    free = 10**10 + scene.dice.draw(10**10)
    return crlf(
        " 驱动器 C 中的卷是 系统",
        " 卷的序列号是 7C2A-11E9",
        "",
        " C:\\inetpub 的目录",
        "",
        f"{stamp}    <DIR>          .",
        f"{stamp}    <DIR>          ..",
        f"{stamp}    <DIR>          logs",
        f"{stamp}            18,223 web.config",
        f"{stamp}    <DIR>          wwwroot",
        "               1 个文件         18,223 字节",
        f"               4 个目录 {free:,} 可用字节",
    )


def mojibake(scene: Scene) -> bytes:
    """UTF-8 that the agent took for GBK before it uploaded it.

    Source: aliyun_assist_client, common/langutil/compat_windows.go: outside en-US
    the output is decoded as GBK, whatever the real code page is.
    """
    printed = crlf(
        f"磁盘空间检查：C 盘可用 {scene.dice.draw(90)} GB，日志目录已清理。",
        f"主机：{scene.host}",
    )
    return printed.decode("gbk", "replace").encode()


def update_iis(scene: Scene) -> bytes:
    """An update that waits for somebody to answer a question"""
    return crlf(
        "正在停止 World Wide Web Publishing Service 服务...",
        "World Wide Web Publishing Service 服务已成功停止。",
        f"{scene.clock('%H:%M:%S')} installing KB5034127 (1 of 3)",
        'Do you want to restart the computer now? [Y] Yes  [N] No (default is "Y"):',
    )


def powershell_error(scene: Scene) -> bytes:
    """A cmdlet that fails, as PowerShell tells it"""
    script = f"C:\\ProgramData\\aliyun\\assist\\t-{scene.dice.text(8)}.ps1"
    return crlf(
        "Restart-Service : 找不到任何服务名称为“W3SVC2”的服务。",
        f"所在位置 {script}:3 字符: 1",
        "+ Restart-Service -Name W3SVC2",
        "+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
        "    + CategoryInfo          : ObjectNotFound: (W3SVC2:String) "
        "[Restart-Service]",
        "    + FullyQualifiedErrorId : NoServiceFoundForGivenName,Microsoft.PowerShell."
        "Commands.RestartServiceCommand",
    )


def network(scene: Scene) -> bytes:
    """ipconfig"""
    return crlf(
        "",
        "Windows IP 配置",
        "",
        "以太网适配器 以太网:",
        "",
        "   连接特定的 DNS 后缀 . . . . . . . :",
        f"   IPv4 地址 . . . . . . . . . . . . : {scene.address}",
        "   子网掩码  . . . . . . . . . . . . : 255.255.240.0",
        f"   默认网关. . . . . . . . . . . . . : {scene.address.rsplit('.', 1)[0]}.253",
    )
