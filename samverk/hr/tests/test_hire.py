"""The hire until it is decided: propose, order, correct, approve, check."""

from datetime import date

import pytest
from django.db import Error, transaction

from samverk.core.access.api import AccessDenied, DutiesNotSeparated
from samverk.core.outbox.api import Event
from samverk.core.periods import Period
from samverk.hr.models import Ansettelse
from samverk.hr.queries import ansettelse as reads
from samverk.hr.queries.forslag import propose_ansettelse
from samverk.hr.services import ansettelse as hire
from samverk.hr.services.ansettelse import AnsettelseMissing, AnsettelseRefused
from samverk.hr.services.guard import StatusRefused
from samverk.hr.tests.conftest import ISV, an_order, status, unit_of


def test_plain_words_give_code_rate_and_coding_each_with_its_source(act_as):
    with act_as("uit", "ola") as actor:
        unit = unit_of("uit", ISV)
        found = propose_ansettelse(
            actor, unit, "seminarleder i STV-2510", on=date(2026, 11, 25)
        ).felter
    assert {name: (f.verdi, f.kilde) for name, f in found.items() if name != "trinn"} == {
        "stillingskode": ("1018", "beregnet"),
        "tittel": ("Seminarleder", "beregnet"),
        "yrkeskode": ("", "beregnet"),
        "tilleggsfaktor": (4, "beregnet"),
        "koststed": ("12401000", "arvet"),
        "timesats_oere": (26350, "beregnet"),
    }
    assert not found["timesats_oere"].is_bekreftet


def test_what_the_unit_did_last_is_followed(signed, act_as):
    signed(timesats_oere=27000)
    with act_as("uit", "ola") as actor:
        unit = unit_of("uit", ISV)
        found = propose_ansettelse(actor, unit, "gruppelærer", on=date(2027, 2, 1)).felter
    assert (found["timesats_oere"].verdi, found["timesats_oere"].kilde) == (27000, "arvet")
    assert found["delprosjekt"].verdi == "262401010"


def test_an_order_is_one_row_with_one_event(ordered, machine):
    key = ordered()
    with machine() as actor:
        found = reads.ansettelse(actor, key)
        assert (found.status, found.navn, found.minutter) == ("bestilt", "Jonas Lyngmo", 3600)
        assert Event.objects.filter(type="hr.ansettelse.bestilt.v1", subject_id=key).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"emne": " "}, "emne"),
        ({"stillingskode": "0001"}, "stillingskode"),
        ({"minutter": 0}, "timer"),
        ({"timesats_oere": 0}, "timesats"),
        ({"koststed": "ISV"}, "koststed"),
        ({"gyldig": Period(date(2026, 11, 25))}, "til"),
        ({"party_id": None, "fornavn": "Mina", "etternavn": "Li"}, "epost"),
        ({"party_id": None, "epost": "mina@eksempel.no"}, "fornavn"),
    ],
)
def test_an_order_with_a_fault_is_refused_at_its_field(ordered, machine, changes, field):
    with pytest.raises(AnsettelseRefused) as refused:
        ordered(**changes)
    assert refused.value.field == field
    with machine():
        assert Ansettelse.objects.count() == 0


def test_nobody_orders_their_own_hire(act_as, machine, now):
    with act_as("uit", "ola") as actor, pytest.raises(DutiesNotSeparated):
        hire.order_ansettelse(
            actor=actor, order=an_order(unit_of("uit", ISV), actor.party_id), now=now
        )
    with machine():
        assert Ansettelse.objects.count() == 0


def test_the_orderer_and_the_candidate_cannot_approve(act_as, party_of, machine, now):
    with act_as("uit", "ingrid") as actor:
        unit = unit_of("uit", ISV)
        key = hire.order_ansettelse(
            actor=actor, order=an_order(unit, party_of("uit", "jonas")), now=now
        )
    with act_as("uit", "ingrid") as actor, pytest.raises(DutiesNotSeparated):
        hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
    with act_as("uit", "ola") as actor, pytest.raises(AccessDenied):
        hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
    assert status(machine, key) == "bestilt"
    with act_as("uit", "marte") as actor:
        hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
    assert status(machine, key) == "godkjent"


def test_another_tenants_leader_finds_no_such_hire(ordered, act_as, machine, now):
    key = ordered()
    with act_as("uio", "karin") as actor, pytest.raises(AnsettelseMissing):
        hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
    assert status(machine, key) == "bestilt"


def test_a_returned_order_is_corrected_and_sent_again(ordered, act_as, machine, now):
    key = ordered()
    with act_as("uit", "ingrid") as actor:
        with pytest.raises(AnsettelseRefused) as refused:
            hire.return_ansettelse(actor=actor, ansettelse_id=key, grunn="", now=now)
        assert refused.value.field == "grunn"
        hire.return_ansettelse(actor=actor, ansettelse_id=key, grunn="For mange timer", now=now)
    with act_as("uit", "ola") as actor:
        hire.change_ansettelse(
            actor=actor,
            ansettelse_id=key,
            now=now,
            order=an_order(unit_of("uit", ISV), minutter=1800),
        )
    with machine():
        found = Ansettelse.objects.get(id=key)
        assert (found.status, found.minutter, found.retur_grunn) == ("bestilt", 1800, "")


def test_what_is_approved_cannot_be_altered_by_raw_sql(approved, machine):
    key = approved()
    with machine():
        with pytest.raises(Error) as refused, transaction.atomic():
            Ansettelse.objects.filter(id=key).update(timesats_oere=99_999)
        assert refused.value.__cause__.sqlstate == "SV001"


def test_a_hire_is_not_approved_twice(approved, act_as, now):
    key = approved()
    with act_as("uit", "ingrid") as actor, pytest.raises(StatusRefused):
        hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)


def test_the_machine_checks_what_downstream_needs(ordered, act_as, now):
    key = ordered(timesats_oere=30000, lovhjemmel="")
    with act_as("uit", "ingrid") as actor:
        found = {
            p.kode: p.status for p in reads.kontroller_ansettelse(actor, key, today=now.date())
        }
    assert found == {
        "kode": "ok",
        "koststed": "ok",
        "sone": "ok",
        "hjemmel": "stop",
        "periode": "ok",
        "fortid": "ok",
        "uketimer": "ok",
        "sats": "warn",
        "sats_kilde": "ok",
        "identitet": "ok",
    }
