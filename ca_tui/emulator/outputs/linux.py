"""Everyday commands of a Linux server."""

from __future__ import annotations

from ca_tui.emulator.outputs.scene import Scene, lines


def df(scene: Scene) -> bytes:
    """df -h"""
    dice = scene.dice
    rows = ["Filesystem      Size  Used Avail Use% Mounted on"]
    for device, size, mount in (
        ("/dev/vda3", 40, "/"),
        ("/dev/vdb1", 200, "/data"),
        ("tmpfs", 8, "/dev/shm"),
        ("overlay", 40, "/var/lib/docker/overlay2/9f2c/merged"),
    ):
        used = round(size * dice.between(0.05, 0.97), 1)
        rows.append(
            f"{device:<15} {size:>3}G {used:>4}G {size - used:>4.1f}G "
            f"{used / size:>4.0%} {mount}"
        )
    return lines(*rows)


def ps(scene: Scene) -> bytes:
    """ps aux --sort=-%mem"""
    dice = scene.dice
    rows = ["USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND"]
    for user, command in (
        ("java", "/usr/bin/java -Xmx2g -jar /opt/app/order-service.jar"),
        ("mysql", "/usr/sbin/mysqld --defaults-file=/etc/my.cnf"),
        ("redis", "/usr/bin/redis-server 127.0.0.1:6379"),
        ("nginx", "nginx: worker process"),
        ("nginx", "nginx: worker process"),
        ("root", "/usr/local/share/aliyun-assist/2.2.3.857/aliyun-service"),
        ("root", "/usr/local/cloudmonitor/bin/argusagent"),
        ("root", "/usr/sbin/sshd -D"),
        ("root", "/usr/lib/systemd/systemd-journald"),
        ("root", "[kworker/u8:2-events_unbound]"),
    ):
        rss = dice.draw(900_000) // (len(rows) * 2)
        rows.append(
            f"{user:<8}{600 + dice.draw(31000):>6} {dice.between(0, 9):>4.1f} "
            f"{rss / 160_000:>4.1f} {rss * 3:>6} {rss:>5} ?        Ss   "
            f"{scene.clock('%H:%M', -dice.draw(80000))}   "
            f"0:{dice.draw(60):02} {command}"
        )
    return lines(*rows)


def systemctl(scene: Scene) -> bytes:
    """systemctl status nginx"""
    pid = 900 + scene.dice.draw(20000)
    since = scene.clock("%a %Y-%m-%d %H:%M:%S CST", -86400)
    state = (
        "failed (Result: exit-code)" if scene.failed else "active (running)"
    ) + f" since {since}; 1 day ago"
    stamp = scene.clock("%b %d %H:%M:%S", -86400)
    last = (
        f"{stamp} {scene.host} nginx[{pid}]: nginx: [emerg] bind() to 0.0.0.0:80 "
        "failed (98: Address already in use)"
        if scene.failed
        else f"{stamp} {scene.host} systemd[1]: Started The nginx HTTP server."
    )
    return lines(
        f"{'×' if scene.failed else '●'} nginx.service - The nginx HTTP server",
        "     Loaded: loaded (/usr/lib/systemd/system/nginx.service; enabled)",
        f"     Active: {state}",
        f"   Main PID: {pid} (nginx)",
        "      Tasks: 5 (limit: 23168)",
        f"     Memory: {scene.dice.between(4, 90):.1f}M",
        "     CGroup: /system.slice/nginx.service",
        f"             ├─{pid} nginx: master process /usr/sbin/nginx",
        f"             └─{pid + 1} nginx: worker process",
        "",
        f"{stamp} {scene.host} systemd[1]: Starting The nginx HTTP server...",
        last,
    )


def journal(scene: Scene) -> bytes:
    """journalctl -u order-service -n 60"""
    dice = scene.dice
    rows = []
    for number in range(60):
        stamp = scene.clock("%b %d %H:%M:%S", number * 7 - 420)
        millis, order = dice.draw(900), dice.draw(10**7)
        text = dice.pick(
            (
                f"INFO  order {order:07} accepted in {millis} ms",
                f"INFO  order {order:07} paid via alipay",
                f"WARN  slow query ({millis + 500} ms): SELECT * FROM t_order",
                f"ERROR connection to {scene.address}:6379 refused, retrying",
                f"INFO  订单 {order:07} 已发货，耗时 {millis} 毫秒",
            )
        )
        rows.append(f"{stamp} {scene.host} order-service[2212]: {text}")
    return lines(*rows)


def free(scene: Scene) -> bytes:
    """free -m"""
    used = 900 + scene.dice.draw(5800)
    return lines(
        "               total        used        free      shared  buff/cache",
        f"Mem:            7821{used:>12}{(7821 - used) // 2:>12}          66"
        f"{(7821 - used) // 2:>12}",
        "Swap:              0           0           0",
    )


def uname(scene: Scene) -> bytes:
    """uname -r; misspelt where it fails"""
    if scene.failed:
        return lines("sh: line 1: unamee: command not found")
    return lines(
        scene.dice.pick(
            ("5.10.134-16.al8.x86_64", "5.15.0-91-generic", "3.10.0-1160.el7.x86_64")
        )
    )


def packages(scene: Scene) -> bytes:
    """hostname, date, rpm -q of a few packages"""
    kernel, openssl = ("13", "9") if scene.odd else ("16", "12")
    nginx = "nginx-1.20.1-14.al8.x86_64"
    return lines(
        f"{scene.host} {scene.address} {scene.clock('%F %T')}",
        f"kernel-5.10.134-{kernel}.al8.x86_64",
        "glibc-2.32-1.16.al8.x86_64",
        f"openssl-1.1.1k-{openssl}.al8.x86_64",
        "openssh-server-8.0p1-19.al8.x86_64",
        "package nginx is not installed" if scene.failed else nginx,
        "chrony-4.2-1.al8.x86_64",
    )


def uptime(scene: Scene) -> bytes:
    """uptime"""
    dice = scene.dice
    return lines(
        f" {scene.clock('%H:%M:%S')} up {dice.draw(300)} days, {dice.draw(23)}:"
        f"{dice.draw(60):02},  {dice.draw(3)} users,  load average: "
        f"{dice.between(0, 4):.2f}, {dice.between(0, 3):.2f}, {dice.between(0, 2):.2f}"
    )


def silence(scene: Scene) -> bytes:
    """systemctl restart nginx: no news is good news"""
    if not scene.failed:
        return b""
    return lines(
        "Job for nginx.service failed because the control process exited with error "
        "code.",
        'See "systemctl status nginx.service" and "journalctl -xe" for details.',
    )


def health(scene: Scene) -> bytes:
    """curl -s localhost/healthz, one line of JSON"""
    millis = scene.dice.draw(40)
    return lines(
        f'{{"status":"UP","host":"{scene.host}","checks":{{"db":{{"status":"UP",'
        f'"ms":{millis}}},"redis":{{"status":"UP","ms":{millis // 4}}},"disk":'
        f'{{"status":"UP","free":{scene.dice.draw(10**11)}}}}},"version":"2.14.3"}}'
    )


def certificate(scene: Scene) -> bytes:
    """openssl x509 -noout -dates -subject"""
    return lines(
        "subject=CN = *.example.com",
        "issuer=C = CN, O = DigiCert Inc, CN = Encryption Everywhere DV TLS CA - G2",
        f"notBefore={scene.clock('%b %d %H:%M:%S %Y GMT', -200 * 86400)}",
        f"notAfter={scene.clock('%b %d %H:%M:%S %Y GMT', 165 * 86400)}",
    )


def chinese(scene: Scene) -> bytes:
    """An inspection script of a Chinese operations team"""
    dice = scene.dice
    return lines(
        f"==== 服务器巡检报告 {scene.clock('%Y年%m月%d日 %H:%M')} ====",
        f"主机名　：{scene.host}",
        f"内网地址：{scene.address}",
        f"CPU 使用率：{dice.draw(90)}%　内存使用率：{30 + dice.draw(65)}%",
        f"磁盘　　：/ 已用 {dice.draw(95)}%，/data 已用 {dice.draw(95)}%",
        "进程　　：nginx 正常 ✔，mysqld 正常 ✔，redis 正常 ✔",
        "结论　　：未发现异常",
    )


def wait_for_port(scene: Scene) -> bytes:
    """A script that waits for something that never comes"""
    return lines(
        *(
            f"{scene.clock('%H:%M:%S', second * 5)} waiting for "
            f"{scene.address}:8848 (nacos) ..."
            for second in range(12)
        )
    )


def killed(scene: Scene) -> bytes:
    """A shell whose child the kernel killed for want of memory"""
    return lines(
        f"{scene.clock('%H:%M:%S')} loading 4,812,330 rows into memory",
        f"/tmp/t-report.sh: line 14: {2000 + scene.dice.draw(9000)} Killed"
        "                  python3 /opt/report/build.py",
    )


def found(scene: Scene) -> bytes:
    """find -print0: names separated by NUL"""
    return b"".join(
        f"/var/log/app/{scene.host}.{number:03}.log\0".encode()
        for number in range(8 + scene.dice.draw(9))
    )
