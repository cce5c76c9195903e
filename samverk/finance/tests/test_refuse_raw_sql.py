"""The books defend themselves: raw SQL as the runtime role and as the owner, nothing changes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, connections, transaction

from samverk.finance import api as finance
from samverk.finance.tests.conftest import DRIFT, EQUIPMENT, ISS, new_voucher, set_up
from samverk.site.postgres import connect

RUNTIME = [
    ("UPDATE finance_voucher SET tekst = 'x'", "permission denied"),
    ("DELETE FROM finance_voucher", "permission denied"),
    ("TRUNCATE finance_voucherline", "permission denied"),
    ("UPDATE finance_voucherline SET beloep_oere = 1", "permission denied"),
    ("DELETE FROM finance_voucherline", "permission denied"),
    ("INSERT INTO finance_voucherline SELECT * FROM finance_voucherline", "permission denied"),
    ("UPDATE finance_bal_account SET debet_oere = 0", "permission denied"),
    ("UPDATE finance_series SET neste_nr = 900", "permission denied"),
    ("INSERT INTO finance_dimset (tenant_id) VALUES (uuidv7())", "permission denied"),
    ("SELECT * FROM finance_voucherline_2026", "permission denied"),
    ("INSERT INTO finance_voucherline_2026 SELECT * FROM finance_voucherline", "permission denied"),
    ("UPDATE finance_period SET status = 'C'", "permission denied"),
]  # fmt: skip


def state(cursor):
    cursor.execute(
        "SELECT (SELECT count(*) FROM finance_voucher),"
        " (SELECT count(*) FROM finance_voucherline),"
        " (SELECT sum(debet_oere) FROM finance_bal_account),"
        " (SELECT max(neste_nr) FROM finance_series),"
        " (SELECT string_agg(tekst, ',') FROM finance_voucher),"
        " (SELECT min(status) FROM finance_period)"
    )
    return cursor.fetchone()


@pytest.mark.django_db
@pytest.mark.parametrize(("statement", "message"), RUNTIME)
def test_the_runtime_cannot_write_around_the_posting_function(ledger, post, statement, message):
    with ledger() as actor, connection.cursor() as cursor:
        post(actor, EQUIPMENT)
        before = state(cursor)
        with pytest.raises(DatabaseError, match=message) as refused, transaction.atomic():
            cursor.execute(statement)
        assert refused.value.__cause__.sqlstate == "42501"
        assert state(cursor) == before == (1, 2, 4812500, 2, "IT-utstyr til feltarbeid", "O")


@pytest.mark.django_db
def test_a_table_of_ones_own_is_not_posted_from(ledger):
    with ledger(), connection.cursor() as cursor:
        finance.begin_posting()
        with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
            cursor.execute("DROP TABLE pg_temp.ny_line")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("INSERT INTO pg_temp.ny_hode VALUES (1, uuidv7(), 1, 2, '')")


HEAD = (
    "INSERT INTO finance_voucher SELECT uuidv7(), tenant_id, fy, periode, serie, nr + 1,"
    " voucher_date, doc_date, type, source, 'ny', tekst, line_count, NULL, NULL, digest, posted_at,"
    " posted_by FROM finance_voucher"
)
LINES = (
    "INSERT INTO finance_voucherline"
    " (tenant_id, voucher_id, beloep_oere, dimset, periode, lno, fy, konto)"
)
OLD = (
    f"{LINES} SELECT tenant_id, voucher_id, {{amount}}, dimset, {{periode}}, {{lno}}, fy, {{konto}}"
    " FROM finance_voucherline"
)
# Statements of the owner, who has every right: the triggers are what stands in the way.
OWNER = [
    ("UPDATE finance_voucher SET tekst = 'x'", "SV001"),
    ("DELETE FROM finance_voucher", "SV001"),
    ("TRUNCATE finance_voucher", "SV001"),
    ("UPDATE finance_voucherline SET beloep_oere = -beloep_oere", "SV001"),
    ("DELETE FROM finance_voucherline", "SV001"),
    ("TRUNCATE finance_voucherline", "SV001"),
    ("TRUNCATE finance_voucherline_2026", "SV001"),
    ("DELETE FROM finance_voucherline_2026", "SV001"),
    ("INSERT INTO finance_voucherline_2026 SELECT * FROM finance_voucherline", "SV001"),
    ("UPDATE finance_dimset SET koststed = 1", "SV001"),
    ("UPDATE finance_period SET status = 'C'", "SV001"),
    ("DELETE FROM finance_period", "SV001"),
    # a second balanced insert on a posted voucher: new line numbers, then the same ones
    (OLD.format(amount="beloep_oere", periode="periode", lno="lno + 2", konto="konto"), "SV202"),
    (OLD.format(amount="beloep_oere", periode="periode", lno="lno", konto="konto"), "23505"),
    (OLD.format(amount="beloep_oere", periode="202610", lno="lno", konto="konto"), "23505"),
    # a header without lines fails when it commits
    (HEAD, "SV202"),
]


@pytest.mark.parametrize(("statement", "code"), OWNER)
@pytest.mark.django_db
def test_the_owner_is_refused_too(posted_database, statement, code):
    with connect.connect("samverk_owner", posted_database, autocommit=False) as owner:
        before = state_of(owner)
        with pytest.raises(Exception) as refused:  # noqa: PT011 - the code is what counts
            owner.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
        assert refused.value.sqlstate == code
        owner.rollback()
        assert state_of(owner) == before


# A whole new voucher by hand, wrong in one way each.
WRONG = [
    ("amount + (lno - 1)", "periode", "lno", "konto", "dimset", "tenant_id", "SV201"),
    ("amount", "periode", "lno + 1", "konto", "dimset", "tenant_id", "SV202"),
    ("amount", "202610", "lno", "konto", "dimset", "tenant_id", "SV202"),
    ("amount", "periode", "lno", "1999", "dimset", "tenant_id", "SV204"),
    ("amount", "periode", "lno", "konto", "999999", "tenant_id", "SV205"),
    ("amount", "periode", "lno", "konto", "dimset",
     "(SELECT id FROM tenancy_tenant WHERE slug = 'uio')", "SV202"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "periode", "lno", "konto", "dimset", "tenant", "code"), WRONG)
@pytest.mark.django_db
def test_a_voucher_made_by_hand_is_checked_whole(
    posted_database, amount, periode, lno, konto, dimset, tenant, code
):
    with connect.connect("samverk_owner", posted_database, autocommit=False) as owner:
        before = state_of(owner)
        owner.execute(HEAD)
        with pytest.raises(Exception) as refused:  # noqa: PT011 - the code is what counts
            owner.execute(
                f"{LINES} SELECT {tenant}, (SELECT id FROM finance_voucher WHERE source_id = 'ny'),"
                f" {amount}, {dimset}, {periode}, {lno}, fy, {konto}"
                " FROM (SELECT l.*, beloep_oere AS amount FROM finance_voucherline l) l"
            )
        assert refused.value.sqlstate == code
        owner.rollback()
        assert state_of(owner) == before


def state_of(owner):
    with owner.cursor() as cursor:
        return state(cursor)


@pytest.fixture(scope="module")
def posted_database(django_db_setup, django_db_blocker):
    """A database of its own with one voucher posted and committed."""
    from conftest import NOW, _template
    from samverk.core.access import api as access
    from samverk.core.tenancy import api as tenancy

    name = f"{connections['default'].settings_dict['NAME']}_bok"
    with django_db_blocker.unblock():
        connections["default"].close()
        connect.drop_database(name)
        connect.ensure_database(name, template=_template())
        settings = connections["default"].settings_dict
        before = settings["NAME"]
        settings["NAME"] = name
        tenant = tenancy.tenant_by_slug("uit")
        with access.acting(access.service_actor(tenant), now=NOW) as actor:
            set_up(actor, NOW)
            finance.post_vouchers(
                actor=actor, vouchers=[new_voucher(f"6550 {ISS} {DRIFT} 10,00\n2400 - - -10,00")],
                series="4", now=NOW,
            )  # fmt: skip
        connections["default"].close()
        settings["NAME"] = before
        yield name
        connect.drop_database(name)
