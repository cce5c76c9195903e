"""Stopping stops everything, also when the user asks twice."""

import os
import signal
import subprocess

import pytest

from samverk.site.cli import serve


@pytest.fixture
def handlers():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_second_interrupt_does_not_leave_children_running(handlers, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    children = [subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(2)]
    kill = os.killpg

    def killed_while_the_user_asks_again(group, number):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        kill(group, number)

    monkeypatch.setattr(os, "killpg", killed_while_the_user_asks_again)
    serve._stop(children)
    assert [child.poll() for child in children] == [-signal.SIGTERM, -signal.SIGTERM]
