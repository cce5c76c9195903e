"""The hire: propose, order, approve, contract, signature, employment – each field asked once."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import Error, transaction

from samverk.core.access import api as access
from samverk.core.access.api import AccessDenied, DutiesNotSeparated
from samverk.core.documents import api as documents
from samverk.core.identifiers import IdentifierInvalid, synthetic_fnr
from samverk.core.outbox.api import Event
from samverk.core.parties import api as parties
from samverk.core.periods import Period
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
from samverk.hr.queries.forslag import propose_ansettelse
from samverk.hr.services import ansettelse as hire
from samverk.hr.services import kontrakt as contract
from samverk.hr.services.ansettelse import AnsettelseMissing, AnsettelseRefused, NyAnsettelse
from samverk.hr.services.guard import StatusRefused
from samverk.hr.services.kontrakt import Signering, SigneringRefused
from samverk.hr.signing import Identitet
from samverk.hr.tests.conftest import ISV, unit_of

PERIOD = Period.through(date(2026, 11, 25), date(2027, 1, 31))
DEMO = Identitet("demo", "demo", "Samverk demo")
ACCOUNT = "15032080119"


def an_order(enhet_id, party_id=None, **changes) -> NyAnsettelse:
    values = {
        "enhet_id": enhet_id,
        "emne": "Seminarleder i STV-2510",
        "stillingskode": "1018",
        "tittel": "Seminarleder",
        "gyldig": PERIOD,
        "minutter": 3600,
        "timesats_oere": 26350,
        "koststed": "12401000",
        "delprosjekt": "262401010",
        "party_id": party_id,
        "lovhjemmel": "statsansatteloven § 9 første ledd bokstav b",
        "begrunnelse": "Vikar for Torgeir Nesvik",
        "kilder": {"koststed": {"kilde": "arvet"}},
    }
    return NyAnsettelse(**(values | changes))


@pytest.fixture
def ordered(act_as, party_of, now):
    """Return a function that lets Ola order Jonas; gives the hire's id."""

    def made(**changes):
        jonas = party_of("uit", "jonas")
        with act_as("uit", "ola") as actor:
            unit = unit_of("uit", ISV)
            return hire.order_ansettelse(
                actor=actor, order=an_order(unit, **{"party_id": jonas, **changes}), now=now
            )

    return made


@pytest.fixture
def approved(ordered, act_as, now):
    def made(**changes):
        key = ordered(**changes)
        with act_as("uit", "ingrid") as actor:
            hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
        return key

    return made


@pytest.fixture
def sent(approved, machine, now):
    """Return a function that makes Jonas' contract; gives (hire, contract)."""

    def made(**changes):
        key = approved(**changes)
        with machine() as actor:
            return key, contract.lag_arbeidskontrakt(
                actor=actor, ansettelse_id=key, steg_id=uuid4(), now=now
            )

    return made


@pytest.fixture
def signed(sent, act_as, now):
    def made(**changes):
        key, kontrakt = sent(**changes)
        with act_as("uit", "jonas") as actor:
            contract.sign_kontrakt(
                actor=actor,
                kontrakt_id=kontrakt,
                now=now,
                signering=Signering(DEMO, "Tromsø", ACCOUNT),
            )
        return key, kontrakt

    return made


def status(machine, key):
    with machine():
        return Ansettelse.objects.get(id=key).status


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
