"""Row-level security by raw SQL as the runtime role."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.tenancy.api import tenant_by_slug

# Tables that belong to no tenant: libraries' own and reference data.
# National rows belong to BOTT and are read by every tenant; their policies say who writes.
NATIONAL = {"workflow_definition", "workflow_decisiontable"}
TENANT_FREE = {"django_session", "django_migrations", "tenancy_tenant", "access_rolle"}


@pytest.mark.django_db
def test_every_table_has_forced_row_security_or_is_listed_as_tenant_free():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
        )
        open_tables = {
            name for (name,) in cursor.fetchall() if not name.startswith("procrastinate")
        }
    assert open_tables - TENANT_FREE == set()


@pytest.mark.django_db
def test_every_tenant_table_has_a_restrictive_tenant_policy():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum > 0
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND NOT EXISTS (SELECT FROM pg_policy p
                WHERE p.polrelid = c.oid AND NOT p.polpermissive)"""
        )
        assert {name for (name,) in cursor.fetchall()} - NATIONAL == set()


@pytest.mark.django_db
def test_national_rows_are_read_by_all_and_written_by_their_owner_only():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT polrelid::regclass::text, polcmd FROM pg_policy
            WHERE polrelid::regclass::text = ANY(%s) AND polcmd IN ('a', 'w', 'd', '*')
              AND 'samverk_app'::regrole = ANY (polroles)
              AND pg_get_expr(coalesce(polwithcheck, polqual), polrelid)
                NOT LIKE '%%samverk.tenant()%%'""",
            [list(NATIONAL)],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_runtime_cannot_write_straight_to_a_partition():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c
            WHERE c.relispartition AND c.relkind = 'r'
              AND has_table_privilege('samverk_app', c.oid, 'INSERT, UPDATE, DELETE, SELECT')"""
        )
        assert [name for (name,) in cursor.fetchall()] == []


@pytest.mark.django_db
def test_the_runtime_owns_nothing_and_cannot_bypass():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_nothing_is_visible_without_an_actor():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_bruker")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_another_tenants_rows_are_neither_read_nor_written(act_as):
    uio = tenant_by_slug("uio")
    with act_as("uit", "ola"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM parties_party WHERE tenant_id = %s", [uio.id])
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE parties_party SET navn = 'x' WHERE tenant_id = %s", [uio.id])
        assert cursor.rowcount == 0
        with (
            pytest.raises(DatabaseError, match="row-level security") as refused,
            transaction.atomic(),
        ):
            cursor.execute("UPDATE parties_party SET tenant_id = %s", [uio.id])
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.django_db
def test_ciphertext_cannot_be_selected(act_as):
    with (
        act_as("uit", "hr"),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT verdi_kryptert FROM parties_identifikator")


@pytest.mark.django_db
def test_the_context_ends_with_its_block(act_as):
    with act_as("uit", "ola"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM access_bruker")
        assert cursor.fetchone() == (True,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_bruker")
        assert cursor.fetchone() == (0,)
