"""Pytest plugin: the environment of a test run, set before Django reads its settings.

Tests have a server of their own (fast, not crash-safe) under ``var/test`` and one database per
worker, cloned from a template that is rebuilt when migrations or the cast change. The clones lie in
memory when the machine has room for them there: two thousand files are made and removed with each.
"""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED_MEMORY = Path("/dev/shm")
ROOM = 2 << 30


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


@cache
def memory() -> Path | None:
    """Return a folder in memory that the test server can write to, or None when there is none.

    It is there before the server starts: memory is empty after a restart of the machine, and a
    server that was killed looks for the databases it had there.
    """
    from samverk.site.postgres import paths

    if not SHARED_MEMORY.is_dir() or os.environ.get("DATABASE_URL"):
        return None
    room = os.statvfs(SHARED_MEMORY)
    if room.f_bavail * room.f_frsize < ROOM:
        return None
    layout = paths.layout_for(Path(os.environ["SAMVERK_VAR"]))
    digest = hashlib.sha256(str(layout.data).encode()).hexdigest()[:12]
    folder = SHARED_MEMORY / f"samverk-{digest}"
    if not layout.data.exists():
        shutil.rmtree(folder, ignore_errors=True)  # of a server that is no more
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink():  # anybody may write here: a link would give away what it leads to
            return None
        os.chown(folder, layout.account.uid, layout.account.gid, follow_symlinks=False)
    except OSError:  # read-only, or somebody else's
        return None
    return folder


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
memory()
calm_hypothesis()
compile_messages()
