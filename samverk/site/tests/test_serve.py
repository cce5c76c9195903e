"""Stopping stops everything, also when the user asks twice."""

import argparse
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


@pytest.mark.parametrize(
    ("mode", "given", "told"),
    [
        ("demo", None, "http://127.0.0.1:8123"),
        ("production", None, None),
        ("production", "https://samverk.eksempel.no", "https://samverk.eksempel.no"),
        ("demo", "http://demo.eksempel.no", "http://demo.eksempel.no"),
    ],
)
def test_only_the_demo_lets_links_lead_to_this_machine(monkeypatch, mode, given, told):
    monkeypatch.setenv("SAMVERK_MODE", mode)
    monkeypatch.setenv("SAMVERK_URL", given or "")
    if given is None:
        monkeypatch.delenv("SAMVERK_URL")
    seen = []
    monkeypatch.setattr(serve, "_taken", lambda _port: False)
    monkeypatch.setattr(serve, "_samverk", lambda *_words: 0)
    monkeypatch.setattr(
        subprocess, "Popen", lambda *_a, **_k: seen.append(os.environ.get("SAMVERK_URL"))
    )
    monkeypatch.setattr(serve, "_watch", lambda _children, _port: 0)
    monkeypatch.setattr(serve, "_stop", lambda _children: None)
    assert serve.run_serve(argparse.Namespace(port=8123)) == 0
    assert seen == [told, told]
