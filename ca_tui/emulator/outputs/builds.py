"""What programmers' tools print: tests, tracebacks, differences, progress."""

from __future__ import annotations

from ca_tui.emulator.outputs.scene import Scene, lines


def coloured_tests(scene: Scene) -> bytes:
    """pytest --color=yes: SGR colours, one of them in 256 colours"""
    dice = scene.dice
    rows = [
        "\x1b[1m============ test session starts ============\x1b[0m",
        "platform linux -- Python 3.11.7, pytest-8.3.4, pluggy-1.5.0",
        "\x1b[1mcollecting ... \x1b[0mcollected 48 items",
        "",
    ]
    for number, part in enumerate(("cart", "order", "payment", "refund", "库存")):
        last = scene.failed and part == "refund"
        marks = "\x1b[32m.\x1b[0m" * 9 + ("\x1b[31mF\x1b[0m" if last else "")
        rows.append(
            f"tests/test_{part}.py {marks} "
            f"\x1b[38;5;244m[{number * 20 + 20:>3}%]\x1b[0m"
        )
    seconds = f"{dice.between(3, 20):.2f}s"
    if scene.failed:
        rows += [
            "",
            "=================== FAILURES ===================",
            "\x1b[31m\x1b[1m______ test_refund_twice ______\x1b[0m",
            "\x1b[1m\x1b[31mE   AssertionError: assert 200 == 409\x1b[0m",
            "\x1b[36mtests/test_refund.py\x1b[0m:88: AssertionError",
            f"\x1b[31m======== \x1b[1m1 failed\x1b[0m, \x1b[32m45 passed\x1b[0m in "
            f"{seconds} ========\x1b[0m",
        ]
    else:
        rows.append(
            f"\x1b[32m======== \x1b[1m45 passed\x1b[0m\x1b[32m, \x1b[33m3 skipped"
            f"\x1b[0m\x1b[32m in {seconds} ========\x1b[0m"
        )
    return lines(*rows)


def traceback(scene: Scene) -> bytes:
    """A Python script that fails"""
    order = scene.dice.draw(10**7)
    return lines(
        f"{scene.clock('%H:%M:%S')} smoke test against http://{scene.address}:8080",
        "Traceback (most recent call last):",
        '  File "/opt/smoke/run.py", line 41, in <module>',
        "    main(sys.argv[1:])",
        '  File "/opt/smoke/run.py", line 27, in main',
        "    check_order(client, order_id)",
        '  File "/opt/smoke/checks/order.py", line 63, in check_order',
        '    total = sum(item["price"] for item in order["items"])',
        "            ~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^",
        "KeyError: 'items'",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "Traceback (most recent call last):",
        '  File "/opt/smoke/checks/order.py", line 70, in check_order',
        f'    raise SmokeError(f"order {order} is broken [/items]") from None',
        f"checks.SmokeError: order {order} is broken [/items]",
    )


def diff(scene: Scene) -> bytes:
    """diff -u: the configuration drifted"""
    return lines(
        f"--- /etc/nginx/conf.d/shop.conf\t{scene.clock('%Y-%m-%d %H:%M:%S', -9000)}",
        f"+++ /srv/golden/shop.conf\t{scene.clock('%Y-%m-%d %H:%M:%S', -90000)}",
        "@@ -12,9 +12,10 @@ upstream order_service {",
        "     keepalive 64;",
        " }",
        " ",
        "-    client_max_body_size 8m;",
        "+    client_max_body_size 64m;",
        "     proxy_read_timeout 60s;",
        f"-    proxy_pass http://{scene.address}:8080;",
        "+    proxy_pass http://order_service;",
        "+    proxy_next_upstream error timeout;",
        "     # 超时设置见运维手册",
    )


def progress(scene: Scene) -> bytes:
    """wget with a bar that repaints itself with CR"""
    rows = [
        "--2026-- http://mirrors.cloud.aliyuncs.com/app/order-service-2.14.tar.gz\n"
        "Length: 188743680 (180M) [application/gzip]\n"
        "Saving to: 'order-service-2.14.tar.gz'\n\n"
    ]
    speed = scene.dice.between(8, 40)
    for percent in range(0, 101, 2):
        bar = "=" * (percent // 3) + ">"
        rows.append(
            f"\rorder-service-2.14 {percent:>3}%[{bar:<35}] "
            f"{percent * 1.8:>6.2f}M  {speed:.1f}MB/s"
        )
    rows.append(f"\n\n{scene.clock('%H:%M:%S')} - saved [188743680/188743680]\n")
    return "".join(rows).encode()


def deploy(scene: Scene) -> bytes:
    """A deployment script, step by step"""
    rows = []
    steps = ("pull image", "drain from SLB", "stop old container", "migrate schema")
    for number, step in enumerate(steps):
        rows.append(f"[{scene.clock('%H:%M:%S', number)}] {number + 1}/6 {step} ... ok")
    if scene.failed:
        rows += [
            f"[{scene.clock('%H:%M:%S', 5)}] 5/6 start container ... FAILED",
            "docker: Error response from daemon: driver failed programming external "
            "connectivity: Bind for 0.0.0.0:18080 failed: port is already allocated.",
        ]
    else:
        rows += [
            f"[{scene.clock('%H:%M:%S', 5)}] 5/6 start container ... ok",
            f"[{scene.clock('%H:%M:%S', 6)}] 6/6 add to SLB ... ok",
            f"deployed order-service 2.14.3 on {scene.host}",
        ]
    return lines(*rows)
