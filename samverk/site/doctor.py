"""`samverk doctor`: what an installation needs, looked at one by one, each with its remedy."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from samverk.core import clock
from samverk.core.documents import api as documents
from samverk.site import standards
from samverk.site.guard import Finding, rights
from samverk.site.postgres import connect

EXTENSIONS = {"btree_gist", "pg_trgm"}
MIN_FREE_GB = 2


def _python() -> list[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    return [
        Finding(
            "python", sys.version_info >= (3, 11), version, "Installer Python 3.11 eller nyere."
        )
    ]


def _server() -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
        cursor.execute("SELECT extname FROM pg_extension")
        missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'samverk_%'")
        roles = {name for (name,) in cursor.fetchall()}
    lacking = {str(role) for role in connect.ROLES} - roles
    return [
        Finding("postgresql", number >= 180000, f"{number // 10000}", "Bruk PostgreSQL 18."),
        Finding(
            "utvidelser", not missing, _present(missing),
            "Kjør «samverk migrate» som administrator.",
        ),
        Finding(
            "roller", not lacking, _present(lacking),
            "Kjør «samverk migrate» som administrator.",
        ),
        *rights(),
    ]  # fmt: skip


def _sorting() -> list[Finding]:
    """A database made by somebody else can have another order than the one names are sorted by."""
    names = ["Yngve", "Ærlig", "Øystein", "Åse"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(n ORDER BY samverk.sortname(n)) FROM unnest(%s::text[]) n",
            [names[::-1]],
        )
        found = cursor.fetchone()[0]
    remedy = (
        "Ta en kopi med «samverk backup», og legg den tilbake med «samverk restore» til et annet"
        " navn: da lages databasen med riktig rekkefølge."
    )
    return [Finding("sortering", found == names, ", ".join(found), remedy)]


def _present(missing: set[str]) -> str:
    return f"mangler {', '.join(sorted(missing))}" if missing else "på plass"


def _migrations() -> list[Finding]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    text = "oppdatert" if not waiting else f"{len(waiting)} endringer venter"
    return [Finding("database", not waiting, text, "Kjør «samverk migrate».")]


def _disk() -> list[Finding]:
    free = shutil.disk_usage(connect.var_dir()).free / 1e9
    return [
        Finding(
            "disk",
            free >= MIN_FREE_GB,
            f"{free:.0f} GB ledig",
            f"Frigjør plass i {connect.var_dir()}.",
        )
    ]


def _documents() -> list[Finding]:
    problem = documents.storage_problem()
    return [
        Finding(
            "dokumentlager", not problem, problem or "svarer",
            "Se til at mappen kan skrives i, eller rett SAMVERK_DOCUMENT_STORAGE,"
            " SAMVERK_DOCUMENT_STORAGE_OPTIONS og nøklene til S3.",
        )
    ]  # fmt: skip


def _standards() -> list[Finding]:
    folder = settings.STANDARDS_DIR
    states = standards.examine_packs(folder)
    good = sum(state.status == "i orden" for state in states)
    found = any(state.status != "mangler" for state in states)
    text = f"{good} av {len(states)} pakker i orden i {folder}"
    return [
        Finding(
            "standardpakke", good == len(states), text if found else "ikke hentet",
            "Kjør «samverk standards status», og hent filene inn med «samverk standards import»"
            " eller sett SAMVERK_STANDARDS. Uten dem kan filer lages, men ikke kontrolleres.",
            is_advice=True,
        )
    ]  # fmt: skip


def _clock() -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs((cursor.fetchone()[0] - clock.machine_now()).total_seconds())
    return [
        Finding("klokke", drift < 2, f"{drift:.1f} s fra databasen", "Synkroniser klokken (NTP).")
    ]


def _mail() -> list[Finding]:
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    silent = settings.SAMVERK_MODE == "production" and backend in {"console", "dummy", "locmem"}
    return [
        Finding("e-post", not silent, backend, "Sett SAMVERK_EMAIL_HOST, så varsler når fram."),
        Finding(
            "adresse", settings.SAMVERK_MODE != "production" or _leads_here(settings.PUBLIC_URL),
            settings.PUBLIC_URL,
            "Sett SAMVERK_URL til adressen folk bruker, med https, så lenker i e-post virker.",
        ),
    ]  # fmt: skip


def _leads_here(url: str) -> bool:
    """Tell whether a link that begins with the address can be followed from another machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_own = host in {"localhost", "::1", "0.0.0.0"} or host.startswith("127.")  # noqa: S104
    return parts.scheme == "https" and not is_own and "." in host.strip(".") and "*" not in host


def _worker() -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        last = cursor.fetchone()[0]
    alive = last is not None and clock.machine_now() - last < timedelta(minutes=2)
    text = "kjører" if alive else "ingen livstegn siste to minutter"
    return [Finding("jobbkø", alive, text, "Start «samverk run», eller en egen arbeider.")]


CHECKS: tuple[Callable[[], list[Finding]], ...] = (
    _python, _server, _migrations, _disk, _documents, _standards, _clock, _mail, _worker,
    _sorting,
)  # fmt: skip


def examine() -> list[Finding]:
    """Return all findings; a check that cannot run is a finding too."""
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings += check()
        except DatabaseError as error:
            name = check.__name__.strip("_")
            findings.append(
                Finding(name, False, str(error).splitlines()[0], "Kjør «samverk migrate».")  # noqa: FBT003
            )
    return findings
