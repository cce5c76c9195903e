"""Building blocks for migrations: row-level security, tenant keys, audit, append-only.

Every table is made by Django and then closed by these operations, so that the rules are written
once. They emit plain SQL; names are ours and never come from a user.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.migrations import RunSQL


def protect(
    table: str,
    *,
    update: bool = True,
    delete: bool = False,
    read: str = "true",
    write: str = "true",
) -> RunSQL:
    """Close a tenant table: forced row-level security, tenant policy, rights for the runtime.

    Args:
        table: name of a table with ``tenant_id`` and ``id``.
        update: whether the runtime may change rows (False makes the table append-only).
        delete: whether the runtime may delete rows.
        read: SQL predicate that a row must meet to be seen, beyond the tenant.
        write: SQL predicate that a row must meet to be written, beyond the tenant.
    """
    rights = ", ".join(
        ["SELECT", "INSERT", *(["UPDATE"] if update else []), *(["DELETE"] if delete else [])]
    )
    own = "tenant_id = (SELECT samverk.tenant())"
    parts = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE (tenant_id, id)",
        *_close(table, rights),
        f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO samverk_app"
        f" USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY les ON {table} FOR SELECT TO samverk_app USING ({read})",
        f"CREATE POLICY ny ON {table} FOR INSERT TO samverk_app WITH CHECK ({write})",
    ]
    if update:
        parts.append(
            f"CREATE POLICY endre ON {table} FOR UPDATE TO samverk_app"
            f" USING ({write}) WITH CHECK ({write})"
        )
    if delete:
        parts.append(f"CREATE POLICY slett ON {table} FOR DELETE TO samverk_app USING ({write})")
    return RunSQL(";\n".join(parts), RunSQL.noop)


def reference(table: str) -> RunSQL:
    """Mark a table as tenant-free reference data: everyone reads, only the owner writes."""
    parts = [
        *_close(table, "SELECT"),
        f"CREATE POLICY felles ON {table} FOR SELECT TO samverk_app, samverk_report USING (true)",
        f"GRANT SELECT ON {table} TO samverk_report",
    ]
    return RunSQL(";\n".join(parts), RunSQL.noop)


def _close(table: str, rights: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        # The owner runs migrations, backup and SECURITY DEFINER functions; it never serves a page.
        f"CREATE POLICY eier ON {table} TO samverk_owner USING (true) WITH CHECK (true)",
        f"REVOKE ALL ON {table} FROM PUBLIC",
        f"GRANT {rights} ON {table} TO samverk_app",
    ]


def tenant_fk(table: str, column: str, target: str) -> RunSQL:
    """Add a composite foreign key, so that a row can never point into another tenant.

    Args:
        table: the referring table; column: its column; target: a protected table.
    """
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_samme_tenant"
        f" FOREIGN KEY (tenant_id, {column}) REFERENCES {target} (tenant_id, id)"
        " DEFERRABLE INITIALLY IMMEDIATE",
        RunSQL.noop,
    )


def audited(table: str) -> RunSQL:
    """Write an audit row for every change, in the same transaction (needs the audit app)."""
    return RunSQL(
        f"CREATE TRIGGER spor AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION samverk.audit_row()",
        RunSQL.noop,
    )


def audited_in_bulk(table: str) -> RunSQL:
    """Write the audit rows of a statement at once, for a table where one act changes thousands.

    The rows are the same as those of `audited`, which it takes the place of.
    """
    parts = [f"DROP TRIGGER IF EXISTS spor ON {table}"]
    for act, tables in (
        ("INSERT", "NEW TABLE AS ny"),
        ("UPDATE", "OLD TABLE AS gammel NEW TABLE AS ny"),
        ("DELETE", "OLD TABLE AS gammel"),
    ):
        parts.append(
            f"CREATE TRIGGER spor_{act.lower()} AFTER {act} ON {table} REFERENCING {tables}"
            " FOR EACH STATEMENT EXECUTE FUNCTION samverk.audit_rows()"
        )
    return RunSQL(";\n".join(parts), RunSQL.noop)


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE for everyone, the owner included."""
    return RunSQL(
        f"CREATE TRIGGER uforanderlig BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION samverk.refuse_change();\n"
        f"CREATE TRIGGER utoemmelig BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change()",
        RunSQL.noop,
    )


def function(body: str, *, execute_for: str = "samverk_app") -> RunSQL:
    """Create a function in schema ``samverk`` and let only the named roles run it.

    Args:
        body: a complete ``CREATE FUNCTION samverk.name(args) …`` statement.
        execute_for: role list for EXECUTE.
    """
    head = body.split("FUNCTION", 1)[1].split("RETURNS", 1)[0].strip()
    return RunSQL(
        f"{body};\nREVOKE ALL ON FUNCTION {_signature(head)} FROM PUBLIC;\n"
        f"GRANT EXECUTE ON FUNCTION {_signature(head)} TO {execute_for}",
        RunSQL.noop,
    )


def recode(signature: str, codes: Mapping[str, str]) -> RunSQL:
    """Let a function that stands raise other SQLSTATEs; nothing else in it changes.

    A code means one thing in the whole system (``docs/sqlstates.md``).

    Args:
        signature: ``samverk.name(types)``; codes: the code it raises → the one it shall raise.
    """
    body = f"pg_get_functiondef('{signature}'::regprocedure)"
    for old, new in codes.items():
        body = f"replace({body}, $c$'{old}'$c$, $c$'{new}'$c$)"
    return RunSQL(f"DO $recode$ BEGIN EXECUTE {body}; END $recode$", RunSQL.noop)


def _signature(head: str) -> str:
    """Turn ``samverk.f(a int, b text DEFAULT 'x')`` into ``samverk.f(int, text)``."""
    name, arguments = head.split("(", 1)
    types = [
        part.strip().split(" DEFAULT ")[0].split(None, 1)[1]
        for part in arguments.rsplit(")", 1)[0].split(",")
        if part.strip()
    ]
    return f"{name}({', '.join(types)})"
