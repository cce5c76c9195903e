"""Start-up guard: refuse to serve with more rights than the runtime may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate import App
from procrastinate.app import WorkerOptions

FREE = ("django_", "procrastinate_")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the guard or the doctor looked at; advice does not make an installation unsound."""

    name: str
    ok: bool
    text: str
    remedy: str = ""
    is_advice: bool = False


def rights() -> list[Finding]:
    """Return what is wrong with the login role; all must be ok before a page is served."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_user, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
                -- It could copy the whole server, past every policy.
                OR r.rolreplication,
              -- What it is a member of it can become with SET ROLE, and a superuser of everything.
              ARRAY(SELECT m.rolname::text FROM pg_roles m
                    WHERE m.oid <> r.oid AND pg_has_role(session_user, m.oid, 'MEMBER')
                    ORDER BY m.rolname),
              (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relowner = r.oid AND n.nspname IN ('public', 'samverk')),
              (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                 AND NOT (c.relrowsecurity AND c.relforcerowsecurity))
            FROM pg_roles r WHERE r.rolname = current_user"""
        )
        user, is_mighty, others, owned, unprotected = cursor.fetchone()
    run = "Kjør «samverk migrate», og la DATABASE_URL være administratorens adresse."
    becomes = [] if is_mighty else others  # a superuser can become them all: no news
    return [
        Finding("rolle", not (is_mighty or others), _role_text(user, becomes), run),
        Finding("eierskap", owned == 0, f"{user} eier {owned} tabeller", run),
        Finding("radsikring", unprotected == 0, f"{unprotected} tabeller uten radsikring", run),
    ]


def _role_text(user: str, others: Sequence[str]) -> str:
    if others:
        return f"kjører som {user}, som kan bli {', '.join(others)}"
    return f"kjører som {user}"


class UnsafeRole(SystemExit):
    """The application will not start with this database role."""


def check_or_exit() -> None:
    """Stop the program when the runtime role could see past row-level security.

    Raises:
        UnsafeRole: with what to do about it.
    """
    wrong = [f for f in rights() if not f.ok]
    if wrong:
        lines = "\n".join(f"  {f.name}: {f.text}. {f.remedy}" for f in wrong)
        raise UnsafeRole(f"Samverk starter ikke med denne databaserollen:\n{lines}")


def guard_worker(app: App) -> None:
    """Let the job worker begin with the same check; the queue calls this when its app is made.

    Only the worker: the commands that set the database up run as its owner.
    """
    run = app.run_worker_async

    async def guarded(**options: Unpack[WorkerOptions]) -> None:
        await sync_to_async(check_or_exit)()
        await run(**options)

    app.run_worker_async = guarded  # type: ignore[method-assign]
