"""Advances from before payroll could pay them: the step that brings them along never stops."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.db.migrations import RunSQL

from samverk.core.tenancy.api import tenant_by_slug

FIELDS = """ALTER TABLE hr_forskudd ADD COLUMN status varchar(10) NOT NULL DEFAULT 'bedt_om',
  ADD COLUMN utbetalingsdato date, ADD COLUMN svart_at timestamptz,
  ADD COLUMN svar varchar(400) NOT NULL DEFAULT ''"""
BEFORE = """DROP FUNCTION samverk.hr_forskudd_svar() CASCADE;
DROP FUNCTION samverk.hr_forskudd_ikke_eget() CASCADE; DROP POLICY endre ON hr_forskudd;
ALTER TABLE hr_forskudd DROP COLUMN status, DROP COLUMN utbetalingsdato, DROP COLUMN svart_at,
  DROP COLUMN svar;
CREATE TRIGGER uforanderlig BEFORE UPDATE OR DELETE ON hr_forskudd
  FOR EACH ROW EXECUTE FUNCTION samverk.refuse_change()"""


def steps(name):
    operations = import_module(f"samverk.hr.migrations.{name}").Migration.operations
    return [op.sql for op in operations if isinstance(op, RunSQL)]


@pytest.fixture
def tenant(own_database):
    return tenant_by_slug("uit").id


@pytest.fixture
def asked(without_rules, tenant, now):
    """Return a function that lays out an advance as it stood then; gives its id."""

    def made(contract, more="", values=""):
        return without_rules.execute(
            "INSERT INTO hr_forskudd (id, tenant_id, kontrakt_id, party_id, enhet_id, beloep_oere,"
            f" grunn, bedt_av_id, bedt_at{more}) VALUES (uuidv7(), %s, %s, %s, %s, 100000, 'Sent',"
            f" %s, %s{values}) RETURNING id",
            [tenant, contract, uuid4(), uuid4(), uuid4(), now],
        ).fetchone()[0]

    return made


def standing(owner):
    found = owner.execute("SELECT id, status, svar FROM hr_forskudd ORDER BY bedt_at, id")
    return {key: (status, svar[:36]) for key, status, svar in found.fetchall()}


ANSWERED = ("avslaatt", "Bedt om før Samverk kunne betale for")


def test_two_old_ones_on_one_contract_do_not_stop_the_step(as_owner, asked):
    as_owner.execute(BEFORE)
    contract = uuid4()
    first, second = asked(contract), asked(contract)
    as_owner.execute(FIELDS)
    with as_owner.transaction():
        for sql in steps("0010_forskudd"):
            as_owner.execute(sql)
    assert standing(as_owner) == {first: ANSWERED, second: ANSWERED}
    asked(contract)  # nothing blocks a new one


def test_what_was_left_waiting_is_answered_and_what_payroll_heard_of_is_not(
    as_owner, without_rules, asked, tenant, now
):
    waiting = (", status, svar", ", 'bedt_om', ''")
    unheard, heard = asked(uuid4(), *waiting), asked(uuid4(), *waiting)
    for key, sink in ((unheard, "varsler"), (heard, "payroll.forskudd")):
        event = uuid4()
        without_rules.execute(
            "INSERT INTO outbox_event (id, tenant_id, type, subject_type, subject_id, endret, data,"
            " aktoer_art, inntraff_at, registrert_at) VALUES (%s, %s, 'hr.forskudd.bedt_om.v1',"
            " 'forskudd', %s, '{}', '{}', 'menneske', %s, %s)",
            [event, tenant, key, now, now],
        )
        without_rules.execute(
            "INSERT INTO outbox_delivery (id, tenant_id, event_id, nr, sink, subject_id, status,"
            " forsoek, neste_at, feil) VALUES (uuidv7(), %s, %s, 1, %s, %s, 'levert', 1, %s, '')",
            [tenant, event, sink, key, now],
        )
    [settle] = steps("0013_settle_old_forskudd")
    as_owner.execute(settle)
    assert standing(as_owner) == {unheard: ANSWERED, heard: ("bedt_om", "")}
