"""The commands that are run: what they are called, what they say, what they print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ca_tui.emulator.outputs import builds, bulk, config, linux, windows
from ca_tui.emulator.outputs.scene import Printer

BACKUP_SIZE: Final = 102_400
"""Bytes of the long outputs: 100 KB."""

UPGRADE_SIZE: Final = 30_720

ACCESS_LOG_SIZE: Final = 30_000


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the account."""

    name: str
    content: str
    printer: Printer
    seconds: tuple[float, float] = (0.2, 2.5)
    """How long it runs, from and to."""
    kind: str = "RunShellScript"
    description: str = ""
    size: int | None = None
    """Bytes it prints, where that may exceed what the agent keeps."""
    exit_code: int = 1
    """Where it fails."""
    timeout: int = 60
    working_dir: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    launcher: str = ""

    @property
    def windows(self) -> bool:
        """It runs on Windows."""
        return self.kind != "RunShellScript"


LINUX: Final = (
    Command("disk-usage", "df -h\n", linux.df, description="Space on every disk"),
    Command("top-memory", "ps aux --sort=-%mem | head -11\n", linux.ps),
    Command("nginx-status", "systemctl status nginx\n", linux.systemctl, exit_code=3),
    Command(
        "order-log", "journalctl -u order-service -n 60 --no-pager\n", linux.journal
    ),
    Command("memory", "free -m\n", linux.free),
    Command("kernel-version", "uname -r\n", linux.uname),
    Command("kernel-release", "unamee -r\n", linux.uname, exit_code=127),
    Command(
        "package-versions",
        "#!/bin/sh\necho $(hostname -s) $(hostname -i) $(date '+%F %T')\n"
        "rpm -q kernel glibc openssl openssh-server nginx chrony\n",
        linux.packages,
        description="What is to be patched",
    ),
    Command("uptime", "uptime\n", linux.uptime),
    Command(
        "restart-nginx", "#!/bin/sh\nsystemctl restart nginx\n", linux.silence, (1, 4)
    ),
    Command("health-check", "curl -s http://127.0.0.1:8080/healthz\n", linux.health),
    Command(
        "tls-expiry",
        "openssl x509 -in /etc/nginx/tls/site.pem -noout -subject -issuer -dates\n",
        linux.certificate,
    ),
    Command("服务器巡检", "#!/bin/bash\n/opt/ops/巡检.sh\n", linux.chinese, (1, 6)),
    Command(
        "wait-nacos",
        '#!/bin/bash\nuntil nc -z "$1" 8848; do date "+%T waiting"; sleep 5; done\n',
        linux.wait_for_port,
        (60, 60),
    ),
    Command(
        "daily-report",
        "#!/bin/bash\npython3 /opt/report/build.py --all\n",
        linux.killed,
        (9, 26),
        exit_code=137,
        timeout=600,
    ),
    Command("old-logs", "find /var/log/app -mtime +30 -print0\n", linux.found),
    Command("list-pods", "kubectl get pods -n prod -o json\n", config.pods, (0.6, 3)),
    Command("inspect", "docker inspect order-service\n", config.docker_inspect),
    Command("app-config", "cat /etc/app/application.yaml\n", config.yaml),
    Command("mysql-config", "cat /etc/my.cnf\n", config.ini),
    Command("nginx-config", "nginx -T 2>&1\n", config.nginx),
    Command(
        "unit-tests",
        "cd /srv/shop && pytest --color=yes\n",
        builds.coloured_tests,
        (8, 24),
        timeout=300,
        working_dir="/srv/shop",
    ),
    Command(
        "smoke-test",
        "import sys\nfrom smoke import main\nsys.exit(main())\n",
        builds.traceback,
        (1, 5),
        launcher='python3 -u {{ACS::ScriptFileName|Ext(".py")}}',
    ),
    Command(
        "config-drift",
        "diff -u /etc/nginx/conf.d/shop.conf /srv/golden/shop.conf\n",
        builds.diff,
    ),
    Command(
        "fetch-release",
        "wget {{url}}\n",
        builds.progress,
        (5, 21),
        parameters=(("url", "http://mirrors.cloud.aliyuncs.com/app/2.14.tar.gz"),),
    ),
    Command(
        "deploy",
        "#!/bin/bash\nset -e\n/opt/deploy/run.sh {{version}}\n",
        builds.deploy,
        (6, 19),
        parameters=(("version", "2.14.3"), ("环境", "生产")),
        timeout=300,
        description="Rolls order-service out",
    ),
    Command(
        "nightly-backup",
        "#!/bin/bash\n/opt/backup/dump-all.sh --verbose\n",
        bulk.sized(BACKUP_SIZE, bulk.backup_line, "backup complete"),
        (88, 110),
        size=BACKUP_SIZE,
        timeout=3600,
    ),
    Command(
        "dist-upgrade",
        "apt-get -y dist-upgrade\n",
        bulk.sized(UPGRADE_SIZE, bulk.package_line, "0 not upgraded: done"),
        (25, 40),
        size=UPGRADE_SIZE,
        timeout=1800,
    ),
    Command(
        "access-log",
        "tail -c 30000 /var/log/nginx/access.log\n",
        bulk.sized(ACCESS_LOG_SIZE, bulk.access_line, "# end"),
        (0.3, 1.2),
        size=ACCESS_LOG_SIZE,
    ),
    Command(
        "dump-journal",
        "journalctl --since '-1 hour' --no-pager\n",
        bulk.sized(BACKUP_SIZE, bulk.journal_line, "-- journal end"),
        (12, 20),
        size=BACKUP_SIZE,
        timeout=120,
    ),
    Command("push-config", "# sent by SendFile: /etc/app/limits.conf\n", linux.silence),
)

WINDOWS: Final = (
    Command(
        "win-services",
        "Get-Service\r\n",
        windows.services,
        (1, 4),
        "RunPowerShellScript",
    ),
    Command(
        "win-processes",
        "Get-Process | Sort-Object WS -Descending | Select-Object -First 6\r\n",
        windows.processes,
        (1, 3),
        "RunPowerShellScript",
    ),
    Command(
        "hotfixes",
        "Get-HotFix | Select Description,HotFixID,InstalledOn | ConvertTo-Json\r\n",
        windows.hotfixes,
        (2, 7),
        "RunPowerShellScript",
    ),
    Command(
        "list-inetpub",
        "dir C:\\inetpub\r\n",
        windows.directory,
        (0.2, 1),
        "RunBatScript",
    ),
    Command("ipconfig", "ipconfig\r\n", windows.network, (0.3, 1), "RunBatScript"),
    Command(
        "磁盘检查",
        "Write-Output $msg\r\n",
        windows.mojibake,
        (0.5, 2),
        "RunPowerShellScript",
    ),
    Command(
        "update-iis",
        "Stop-Service W3SVC\r\nC:\\ops\\update.ps1 -All\r\n",
        windows.update_iis,
        (60, 60),
        "RunPowerShellScript",
    ),
    Command(
        "restart-w3svc",
        "Restart-Service -Name W3SVC2\r\n",
        windows.powershell_error,
        (1, 3),
        "RunPowerShellScript",
    ),
)

COMMANDS: Final = {command.name: command for command in (*LINUX, *WINDOWS)}


@lru_cache
def printing(command: Command, size: int | None) -> Command:
    """The command as it prints exactly so many bytes; None: what it prints."""
    if size is None:
        return command
    return replace(command, printer=bulk.cut_to(size), size=size)
