"""Who waits for the lock gets it before the one that had it."""

from __future__ import annotations

import threading

from ca_tui.monitor.turns import Turns


def test_one_that_has_it_may_enter_again() -> None:
    turns = Turns()
    with turns:
        with turns:
            assert not turns.crowded
        # it is held still: nobody else gets it
        other = threading.Thread(target=turns.__enter__, daemon=True)
        other.start()
        while not turns.crowded:
            pass
        assert other.is_alive()
    other.join(10)
    assert not other.is_alive()


def test_who_lets_go_and_comes_again_stands_behind_the_one_that_waits() -> None:
    turns, waits = Turns(), threading.Event()
    order: list[str] = []

    def wait() -> None:
        waits.set()
        with turns:
            order.append("other")

    other = threading.Thread(target=wait)
    with turns:
        other.start()
        waits.wait(10)
        while not turns.crowded:
            pass
        order.append("first")
    with turns:
        order.append("again")
    other.join(10)
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
