"""Who waits for the lock gets it before the one that had it."""

from __future__ import annotations

import threading

from ca_tui.monitor.turns import Turns


def test_who_lets_go_and_comes_again_stands_behind_the_one_that_waits() -> None:
    turns = Turns()
    order: list[str] = []

    def wait() -> None:
        with turns:
            order.append("other")

    other = threading.Thread(target=wait)
    with turns:
        other.start()
        while not turns.crowded:
            pass
        order.append("first")
    with turns:
        order.append("again")
    other.join(60)
    assert order == ["first", "other", "again"]


def test_only_one_has_it_at_a_time() -> None:
    turns = Turns()
    total = 0

    def count() -> None:
        nonlocal total
        for _ in range(500):
            with turns:
                before = total
                total = before + 1

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total == 2000
