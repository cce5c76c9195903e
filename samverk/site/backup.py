"""Backup and restore of an installation: one file with the database and every stored document.

The file is a tar with ``database.dump`` (PostgreSQL's own format), ``documents/<tenant>/<sha256>``
and, last, ``manifest.json``. A file without its manifest is not whole and is never restored. The
keys that open identifiers are not in it: a lost backup must not give away who people are. The
manifest holds a fingerprint of the key, so that a restore which could not read them is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

from samverk.core.access import api as access
from samverk.core.documents import api as documents
from samverk.core.errors import Refusal
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenants
from samverk.site.postgres import connect
from samverk.site.postgres.paths import wheel_install

FORMAT = 1
DUMP, MANIFEST = "database.dump", "manifest.json"
PLACE = re.compile(r"documents/([a-z0-9]+)/([0-9a-f]{64})")
CHUNK = 1 << 20
Progress = Callable[[str], None]


class BackupRefused(Refusal):
    """The backup cannot be made or restored as asked."""


def make_backup(
    target: Path, *, dbname: str, now: datetime, progress: Progress = print
) -> dict[str, Any]:
    """Write the whole installation to one file; the file appears when it is complete.

    The database is dumped as of one moment. Contents are copied after it: they are never changed
    or deleted, so each content that the dump names is among them.

    Args:
        target: file to make; dbname: database to copy; now: written in the manifest.
        progress: told of each part.

    Returns:
        The manifest: format, laget, database (sha256, bytes), innhold (count), noekkel.

    Raises:
        BackupRefused: the file exists, its folder does not, or the database tool failed.
    """
    if target.exists():
        raise BackupRefused("Filen finnes alt. Velg et nytt navn; ingenting er overskrevet.")
    if not target.parent.is_dir():
        raise BackupRefused("Mappen finnes ikke. Lag den først, eller velg en annen.")
    part = target.with_name(f"{target.name}.delvis")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            dump = Path(folder) / DUMP
            progress("Kopierer databasen")
            _run("pg_dump", dbname, "--format=custom", f"--file={dump}")
            part.touch(mode=0o600)
            with tarfile.open(part, "w") as tar:
                manifest = {
                    "format": FORMAT, "laget": now.isoformat(),
                    "noekkel": parties.key_fingerprint(),
                    "database": {"sha256": _digest_of(dump), "bytes": dump.stat().st_size},
                    "innhold": _add_all(tar, dump, progress),
                }  # fmt: skip
                _add_bytes(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def restore_backup(source: Path, *, dbname: str, progress: Progress = print) -> dict[str, Any]:
    """Bring an installation back from a file, into a database that does not exist yet.

    Everything is checked and built beside; the database gets its name when it is whole.

    Args:
        source: file from `make_backup`; dbname: name of the database to make; progress: as above.

    Raises:
        BackupRefused: not a whole backup, altered, made with another key, or the name is taken.
    """
    if connect.database_exists(dbname):
        raise BackupRefused(
            "Databasen finnes alt. Gjenopprett til et annet navn med --database;"
            " ingenting er overskrevet."
        )
    with _opened(source) as (tar, manifest), tempfile.TemporaryDirectory() as folder:
        progress("Kontrollerer filen")
        dump = Path(folder) / DUMP
        _extract(tar, DUMP, dump)
        if _digest_of(dump) != manifest["database"]["sha256"]:
            raise BackupRefused("Databasen i filen er endret eller skadet. Bruk en annen kopi.")
        progress(f"Legger tilbake {manifest['innhold']} dokumenter")
        _put_all(tar)
        progress("Bygger databasen")
        half = f"{dbname}_delvis"
        connect.drop_database(half)
        connect.ensure_roles()
        connect.create_empty(half)
        _run("pg_restore", half, "--exit-on-error", "--single-transaction", str(dump))
        connect.give_name(half, dbname)
    return manifest


def _run(tool: str, dbname: str, *words: str) -> None:
    """Run a PostgreSQL client of the server's own version as the administrator."""
    found = connect.parameters("admin", dbname)
    password = found.pop("password")
    command = [
        str(wheel_install() / "bin" / tool), f"--dbname={make_conninfo(**found)}", "--no-password",
        *words,
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - the server's own clients
        command, env=os.environ | {"PGPASSWORD": password}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["uten forklaring"])[-1]
        raise BackupRefused("%(tool)s stanset: %(last)s", values={"tool": tool, "last": last})


def _add_all(tar: tarfile.TarFile, dump: Path, progress: Progress) -> int:
    """Add the dump and each tenant's contents; return how many contents."""
    tar.add(dump, DUMP, filter=_plain)
    count = 0
    for tenant in tenants():
        with access.acting(access.service_actor(tenant)) as actor:
            progress(f"Kopierer dokumenter fra {tenant.navn}")
            for sha256, size in documents.contents(actor):
                facts = tarfile.TarInfo(f"documents/{tenant.slug}/{sha256}")
                facts.size, facts.mode = size, 0o600
                with documents.open_content(tenant=tenant.slug, sha256=sha256) as content:
                    tar.addfile(facts, content)
                count += 1
    return count


def _plain(facts: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out whose file it was on this machine."""
    facts.uid = facts.gid = 0
    facts.uname = facts.gname = ""
    facts.mode = 0o600
    return facts


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    facts = tarfile.TarInfo(name)
    facts.size, facts.mode = len(content), 0o600
    tar.addfile(facts, io.BytesIO(content))


@contextmanager
def _opened(source: Path) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    """Open a backup and read its manifest; refuse what is not one, or not for this key."""
    broken = BackupRefused("Filen er ikke en hel sikkerhetskopi fra Samverk.")
    try:
        tar = tarfile.open(source, "r:")  # noqa: SIM115 - closed below
    except (tarfile.TarError, OSError) as error:
        raise broken from error
    with tar:
        try:
            found = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(found) if found else {}
        except (KeyError, ValueError, tarfile.TarError, OSError) as error:
            raise broken from error
        if manifest.get("format") != FORMAT:
            raise broken
        if manifest["noekkel"] != parties.key_fingerprint():
            raise BackupRefused(
                "Kopien er laget med en annen nøkkel. Legg secrets.json fra den installasjonen"
                " i var/ først; uten den kan ingen fødselsnumre eller kontonumre leses."
            )
        yield tar, manifest


def _extract(tar: tarfile.TarFile, name: str, target: Path) -> None:
    found = tar.extractfile(name)
    if found is None:
        raise BackupRefused("Filen er ikke en hel sikkerhetskopi fra Samverk.")
    with found, target.open("wb") as out:
        while piece := found.read(CHUNK):
            out.write(piece)


def _put_all(tar: tarfile.TarFile) -> None:
    """Put each content in its place; the place is its digest, so it proves itself."""
    for facts in tar.getmembers():
        place = PLACE.fullmatch(facts.name)  # a name that leads elsewhere is not a place
        if place is None:
            continue
        tenant, sha256 = place.groups()
        content = tar.extractfile(facts)
        if content is None or not documents.put_back(content, tenant=tenant, sha256=sha256):
            raise BackupRefused(
                "Dokumentet %(sha256)s i filen er endret eller skadet.",
                values={"sha256": sha256[:12]},
            )


def _digest_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
