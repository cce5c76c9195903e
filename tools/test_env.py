"""Pytest plugin: the environment of a test run, set before Django reads its settings.

Tests have a server of their own (fast, not crash-safe) under ``var/test`` and one database per
worker, cloned from a template that is rebuilt when migrations or the cast change.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def prepare() -> None:
    env = os.environ
    env.setdefault("SAMVERK_MODE", "test")
    env.setdefault("SAMVERK_VAR", str(ROOT / "var" / "test"))
    env.setdefault("SAMVERK_PG_FAST", "1")
    shared = ROOT.parent / "shared" / "data"
    if shared.exists():
        env.setdefault("SAMVERK_STANDARDS", str(shared))
    env["SAMVERK_DB"] = f"samverk_test_{env.get('PYTEST_XDIST_WORKER', 'one')}"
    env["SAMVERK_DB_ROLE"] = "samverk_app"
    env.setdefault("DJANGO_SETTINGS_MODULE", "samverk.site.settings")
    env.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the test thread


def calm_hypothesis() -> None:
    """A busy machine is not a fault in the input: only what the rules answer counts."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "samverk", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("samverk")


def compile_messages() -> None:
    """Let the tests read the languages as they are now."""
    from tools import messages

    messages.main(["compile"])


prepare()
calm_hypothesis()
compile_messages()
