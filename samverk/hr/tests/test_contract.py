"""The contract and what follows: made, signed, registered as employment, withdrawn."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import Error, transaction

from samverk.core.access import api as access
from samverk.core.documents import api as documents
from samverk.core.identifiers import IdentifierInvalid, synthetic_fnr
from samverk.core.outbox.api import Event
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr.models import (
    Ansettelse,
    Arbeidsforhold,
    BesettelseVersjon,
    Kontering,
    Kontrakt,
    Loennsavtale,
    Signatur,
)
from samverk.hr.queries import ansettelse as reads
from samverk.hr.services import ansettelse as hire
from samverk.hr.services import kontrakt as contract
from samverk.hr.services.guard import StatusRefused
from samverk.hr.services.kontrakt import Signering, SigneringRefused
from samverk.hr.tests.conftest import ACCOUNT, DEMO, ISV, an_order, status, unit_of


def test_the_contract_is_a_stored_pdf_and_made_once_per_step(approved, machine, now):
    key, step = approved(), uuid4()
    with machine() as actor:
        make = {"actor": actor, "ansettelse_id": key, "steg_id": step, "now": now}
        first, again = contract.lag_arbeidskontrakt(**make), contract.lag_arbeidskontrakt(**make)
        assert first == again
        found = reads.kontrakt(actor, first)
        assert (found.status, found.versjon, found.budsjett_minutter) == ("til_signering", 1, 3600)
        data = documents.read_bytes(actor=actor, fil_id=found.dokument_id)
        assert data[:5] == b"%PDF-"


def test_a_contract_needs_an_approved_hire(ordered, machine, now):
    key = ordered()
    with machine() as actor, pytest.raises(StatusRefused):
        contract.lag_arbeidskontrakt(actor=actor, ansettelse_id=key, steg_id=uuid4(), now=now)


def test_a_new_version_withdraws_the_unsigned_one(sent, machine, now):
    key, first = sent()
    with machine() as actor:
        second = contract.lag_arbeidskontrakt(
            actor=actor, ansettelse_id=key, steg_id=uuid4(), now=now
        )
        rows = Kontrakt.objects.order_by("versjon").values_list("id", "nummer", "status")
        assert [(r[0], r[2]) for r in rows] == [(first, "trukket"), (second, "til_signering")]
        assert rows[0][1] == rows[1][1]


def test_the_candidate_signs_and_says_the_account_once(signed, machine, now):
    key, kontrakt = signed()
    with machine() as actor:
        found = Signatur.objects.get()
        assert (found.metode, found.skattekommune, found.is_konto_ny) == ("demo", "Tromsø", True)
        assert found.dokument_sha256 == reads.kontrakt(actor, kontrakt).dokument_sha256
        idents = parties.identifiers(actor.tenant_id, found.party_id, on=now.date())
        assert [i.siste_fire for i in idents if i.type == "kontonummer"] == ["0119"]
        assert Event.objects.filter(type="hr.kontrakt.signert.v1").count() == 1
        assert Event.objects.filter(type="hr.kontonummer.registrert.v1").count() == 1
    assert status(machine, key) == "signert"


def test_a_known_account_is_not_asked_for_again(sent, act_as, machine, now):
    _, kontrakt = sent()
    with act_as("uit", "jonas") as actor:
        parties.give_identifier(
            tenant_id=actor.tenant_id,
            party_id=actor.party_id,
            kind="kontonummer",
            value=ACCOUNT,
            kilde="tastet",
            now=now,
        )
        contract.sign_kontrakt(
            actor=actor, kontrakt_id=kontrakt, signering=Signering(DEMO, "Tromsø"), now=now
        )
    with machine():
        assert not Signatur.objects.get().is_konto_ny
        assert not Event.objects.filter(type="hr.kontonummer.registrert.v1").exists()


@pytest.mark.parametrize(
    ("signering", "problem", "field"),
    [
        (Signering(DEMO, "", ACCOUNT), SigneringRefused, "skattekommune"),
        (Signering(DEMO, "Tromsø", ""), SigneringRefused, "kontonummer"),
        (Signering(DEMO, "Tromsø", "15032080118"), IdentifierInvalid, "kontonummer"),
        (
            Signering(replace(DEMO, ident=synthetic_fnr(date(1990, 1, 1), 7)), "Tromsø", ACCOUNT),
            SigneringRefused,
            "fnr",
        ),
    ],
)
def test_a_signature_with_a_fault_is_refused_at_its_field(
    sent, act_as, machine, now, signering, problem, field
):
    key, kontrakt = sent()
    with act_as("uit", "jonas") as actor, pytest.raises(problem) as refused:
        contract.sign_kontrakt(actor=actor, kontrakt_id=kontrakt, signering=signering, now=now)
    assert refused.value.field == field
    with machine():
        assert Signatur.objects.count() == 0
    assert status(machine, key) == "kontrakt"


def test_nobody_else_signs(sent, act_as, machine, now):
    _, kontrakt = sent()
    signering = Signering(DEMO, "Tromsø", ACCOUNT)
    for slug, name in (("uit", "ingrid"), ("uit", "amalie"), ("uio", "sara")):
        with act_as(slug, name) as actor, pytest.raises(SigneringRefused):
            contract.sign_kontrakt(actor=actor, kontrakt_id=kontrakt, signering=signering, now=now)
    with machine():
        assert Kontrakt.objects.get().status == "til_signering"


def test_a_contract_is_signed_once_and_then_never_changes(signed, act_as, machine, now):
    _, kontrakt = signed()
    with act_as("uit", "jonas") as actor, pytest.raises(StatusRefused):
        contract.sign_kontrakt(
            actor=actor, kontrakt_id=kontrakt, signering=Signering(DEMO, "Tromsø"), now=now
        )
    with machine():
        with pytest.raises(Error) as refused, transaction.atomic():
            Kontrakt.objects.update(timesats_oere=1)
        assert refused.value.__cause__.sqlstate == "SV001"


def test_a_new_person_gets_an_account_to_sign_with(act_as, machine, now):
    with act_as("uit", "ola") as actor:
        order = an_order(
            unit_of("uit", ISV), fornavn="Mina", etternavn="Li", epost="mina.li@eksempel.no"
        )
        key = hire.order_ansettelse(actor=actor, order=order, now=now)
    with act_as("uit", "ingrid") as actor:
        hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
    with machine() as actor:
        contract.lag_arbeidskontrakt(actor=actor, ansettelse_id=key, steg_id=uuid4(), now=now)
        party = Ansettelse.objects.get(id=key).party_id
        account = access.bruker_for_party(actor, party)
    assert account.navn == "Mina Li"
    assert account.brukernavn.startswith("mina.li.")
    with access.acting(access.visitor(tenant_by_slug("uit")), now=now):
        assert "Mina Li" in {one.navn for one in access.cast(tenant_by_slug("uit"))}


def test_the_signed_hire_becomes_an_employment_once(signed, machine, now):
    key, kontrakt = signed()
    with machine() as actor:
        first = hire.registrer_ansettelse(actor=actor, ansettelse_id=key, now=now)
        again = hire.registrer_ansettelse(actor=actor, ansettelse_id=key, now=now)
        assert first == again
        assert Arbeidsforhold.objects.count() == 1
        holding = BesettelseVersjon.objects.get()
        assert (holding.type, holding.medarbeidergruppe, holding.medarbeiderundergruppe) == (
            "HOVED",
            "4",
            "04",
        )
        line = Kontering.objects.get()
        assert (line.koststed, line.delprosjekt, str(line.andel)) == (
            "12401000",
            "262401010",
            "100.00",
        )
        assert (Loennsavtale.objects.get().slag, Loennsavtale.objects.get().timesats_oere) == (
            "time",
            26350,
        )
        assert reads.kontrakt(actor, kontrakt).besettelse_id == holding.besettelse_id
    assert status(machine, key) == "registrert"


def test_one_who_is_employed_gets_an_extra_holding_not_a_new_employment(
    employ, signed, machine, now
):
    employ("jonas")
    key, _ = signed()
    with machine() as actor:
        hire.registrer_ansettelse(actor=actor, ansettelse_id=key, now=now)
        assert Arbeidsforhold.objects.count() == 1
        assert sorted(BesettelseVersjon.objects.values_list("type", flat=True)) == ["HOVED", "XT1"]


def test_an_unsigned_hire_is_not_registered(sent, machine, now):
    key, _ = sent()
    with machine() as actor:
        with pytest.raises(StatusRefused):
            hire.registrer_ansettelse(actor=actor, ansettelse_id=key, now=now)
        assert Arbeidsforhold.objects.count() == 0


def test_a_withdrawn_hire_takes_its_contract_along_but_a_signed_one_stays(
    sent, act_as, machine, now
):
    key, kontrakt = sent()
    with machine() as actor:
        hire.trekk_ansettelse(actor=actor, ansettelse_id=key, grunn="Takket nei", now=now)
        hire.trekk_ansettelse(actor=actor, ansettelse_id=key, grunn="Takket nei", now=now)
        assert reads.kontrakt(actor, kontrakt).status == "trukket"
    assert status(machine, key) == "trukket"


def test_a_signed_hire_cannot_be_withdrawn(signed, machine, now):
    key, kontrakt = signed()
    with machine() as actor:
        with pytest.raises(StatusRefused):
            hire.trekk_ansettelse(actor=actor, ansettelse_id=key, grunn="Ombestemt", now=now)
        assert reads.kontrakt(actor, kontrakt).status == "signert"
