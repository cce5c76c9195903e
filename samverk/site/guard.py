"""Start-up guard: refuse to serve with more rights than the runtime may have."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

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
            """SELECT current_user, r.rolsuper, r.rolbypassrls, r.rolcreaterole,
              (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relowner = r.oid AND n.nspname IN ('public', 'samverk')),
              (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                 AND NOT (c.relrowsecurity AND c.relforcerowsecurity))
            FROM pg_roles r WHERE r.rolname = current_user"""
        )
        user, is_super, bypass, create, owned, unprotected = cursor.fetchone()
    run = "Kjør «samverk migrate», og la DATABASE_URL være administratorens adresse."
    return [
        Finding("rolle", not (is_super or bypass or create), f"kjører som {user}", run),
        Finding("eierskap", owned == 0, f"{user} eier {owned} tabeller", run),
        Finding("radsikring", unprotected == 0, f"{unprotected} tabeller uten radsikring", run),
    ]


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
