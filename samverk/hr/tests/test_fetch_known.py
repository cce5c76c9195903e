"""Account and tax municipality from another university: with consent, one's own, seen at both."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from samverk.core.audit.models import Lesing, Spor
from samverk.core.identifiers import synthetic_fnr
from samverk.core.outbox.api import Event
from samverk.core.parties import api as parties
from samverk.core.provenance.models import Innsending
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr import api as hr
from samverk.hr.models import Hentesamtykke, Henting, Kontrakt, Signatur
from samverk.hr.signing import Identitet
from samverk.hr.tests.conftest import ACCOUNT, DEMO, PERIOD, unit_of

pytestmark = pytest.mark.django_db
NUMBER = synthetic_fnr(date(1999, 12, 24), 300)
BOTH = ("kontonummer", "skattekommune")
IFI = "Institutt for informatikk"


def uio():
    return tenant_by_slug("uio").id


@pytest.fixture
def worked_at_uio(act_as, machine, now):
    """Sara at UiO and Jonas at UiT are one human, paid at UiO and taxed in Oslo."""
    for slug, name in (("uio", "sara"), ("uit", "jonas")):
        with act_as(slug, name) as actor:
            parties.give_identifier(
                tenant_id=actor.tenant_id, party_id=actor.party_id, kind="fnr", value=NUMBER,
                kilde="hentet", now=now,
            )  # fmt: skip
    with act_as("uio", "sara") as sara:
        unit = unit_of("uio", IFI)
        with machine("uio") as actor:
            kontrakt = Kontrakt.objects.create(
                tenant_id=actor.tenant_id, party_id=sara.party_id, enhet_id=unit, type="T1",
                nummer=1, tittel="Gruppelærer", budsjett_minutter=600, timesats_oere=26350,
                gyldig=(PERIOD.fra, PERIOD.til), status="til_signering", opprettet_at=now,
            )  # fmt: skip
        hr.sign_kontrakt(
            actor=sara, kontrakt_id=kontrakt.id, now=now,
            signering=hr.Signering(DEMO, "Oslo", ACCOUNT, samtykke=True),
        )  # fmt: skip


@pytest.fixture
def waiting(worked_at_uio, sent):
    """Jonas' contract at UiT, unsigned."""
    return sent()[1]


def fetch(actor, kontrakt, now, felter=BOTH):
    return hr.fetch_known(
        actor=actor, kontrakt_id=kontrakt, kilde_id=uio(), felter=felter, now=now, active_seconds=3
    )


def raw(fra):
    with connection.cursor() as cursor:
        cursor.execute("SELECT felt, tekst FROM samverk.hr_hent(%s)", [fra])
        return sorted(cursor.fetchall())


def give(actor, now, *, gitt=True, felter=BOTH, token=None):
    Hentesamtykke.objects.create(
        tenant_id=actor.tenant_id, party_id=actor.party_id, kilde_id=uio(), felter=list(felter),
        token=token or hr.own_token(actor, actor.party_id, now), gitt=gitt, registrert_at=now,
    )  # fmt: skip


def account_of(actor, now):
    found = parties.identifiers(actor.tenant_id, actor.party_id, on=now.date())
    return [(i.siste_fire, i.kilde) for i in found if i.type == "kontonummer"]


def test_before_consent_only_the_question_is_told(waiting, act_as, now):
    with act_as("uit", "jonas") as jonas:
        [place] = hr.recognised(jonas, None, now)
        assert (place.institusjon, place.konto_slutt, place.felter) == ("UiO", ACCOUNT[-4:], BOTH)
        assert account_of(jonas, now) == []
        assert raw(uio()) == []
    with act_as("uit", "amalie") as amalie:
        assert hr.recognised(amalie, None, now) == []


def test_with_consent_both_come_and_are_signed_without_typing(waiting, act_as, machine, now):
    with act_as("uit", "jonas") as jonas:
        assert fetch(jonas, waiting, now) == BOTH
        assert account_of(jonas, now) == [(ACCOUNT[-4:], "hentet")]
        known = hr.known_to_sign(jonas, on=now.date())
        assert (known.konto_fra, known.kommune_fra, known.skattekommune) == ("UiO", "UiO", "Oslo")
        hr.sign_kontrakt(
            actor=jonas, kontrakt_id=waiting, signering=hr.Signering(DEMO, "Oslo"), now=now
        )
        [ident] = [
            i
            for i in parties.identifiers(jonas.tenant_id, jonas.party_id, on=now.date())
            if i.type == "kontonummer"
        ]
        assert parties.holds_identifier(
            jonas.tenant_id, jonas.party_id, "kontonummer", ACCOUNT, on=now.date()
        )
    with machine() as actor:
        signed = Signatur.objects.get()
        assert (signed.skattekommune, signed.konto_ident_id) == ("Oslo", ident.id)
        assert not signed.is_konto_ny
        types = Event.objects.filter(tenant_id=actor.tenant_id).values_list("type", flat=True)
        assert list(types).count("hr.opplysninger.hentet.v1") == 1
        assert list(types).count("hr.kontonummer.registrert.v1") == 1


def test_the_provenance_names_source_and_fetch(waiting, act_as, machine, now):
    with act_as("uit", "jonas") as jonas:
        fetch(jonas, waiting, now)
        henting = Henting.objects.get()
    with machine():
        found = Innsending.objects.get(skjema="hr.opplysninger.hent")
    assert found.felter == [
        {"navn": "kontonummer", "begrep": "person.kontonummer", "opphav": "hentet",
         "bekreftet": True, "kilde": f"uio:{henting.id}"},
        {"navn": "skattekommune", "begrep": "person.skattekommune", "opphav": "hentet",
         "bekreftet": True, "kilde": f"uio:{henting.id}"},
    ]  # fmt: skip
    assert (found.n_hentet, found.n_tastet, found.n_gjentatt) == (2, 0, 0)
    assert (found.objekt_type, found.objekt_id, found.aktiv_sekunder) == ("kontrakt", waiting, 3)


def test_only_the_fields_consented_to_come(waiting, act_as, now):
    with act_as("uit", "jonas") as jonas:
        assert fetch(jonas, waiting, now, ("skattekommune",)) == ("skattekommune",)
        assert account_of(jonas, now) == []
        assert raw(uio()) == [("skattekommune", "Oslo")]


def test_both_universities_keep_a_line_and_the_person_sees_it(waiting, act_as, machine, now):
    from samverk.core.audit.api import who_has_seen

    with act_as("uit", "jonas") as jonas:
        fetch(jonas, waiting, now)
        assert ("hentet_fra", "UiO") in {(r.formaal, r.begrunnelse) for r in who_has_seen(jonas)}
    with act_as("uio", "sara") as sara:
        [seen] = who_has_seen(sara)
        assert (seen.formaal, seen.begrunnelse, seen.bruker_id) == ("hentet_til", "UiT", None)
        assert seen.objekt_type == "kontonummer og skattekommune"
    with machine("uio") as actor:
        line = Lesing.objects.get(tenant_id=actor.tenant_id, kapabilitet="hr.opplysninger.hent")
        assert (line.antall, line.dataklasse) == (2, 3)
        spor = Spor.objects.get(tenant_id=actor.tenant_id, handling="hr.opplysninger.utlever")
        assert spor.objekt_id == line.objekt_id


def test_raw_sql_gives_nothing_to_another_person(waiting, act_as, now):
    with act_as("uit", "jonas") as jonas:
        give(jonas, now)
        assert raw(uio()) == [("kontonummer", ""), ("skattekommune", "Oslo")]
    with act_as("uit", "amalie") as amalie:
        assert raw(uio()) == []  # no consent of her own
        give(amalie, now, token=b"\x00" * 32)
        assert raw(uio()) == []  # and her token is nobody's
        with pytest.raises(Error) as refused, transaction.atomic():
            Hentesamtykke.objects.create(
                tenant_id=amalie.tenant_id, party_id=jonas.party_id, kilde_id=uio(),
                felter=["kontonummer"], token=b"\x00" * 32, gitt=True, registrert_at=now,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "42501"
        assert Hentesamtykke.objects.filter(party_id=jonas.party_id).count() == 0


def test_raw_sql_gives_nothing_to_a_machine_or_another_university(waiting, act_as, machine, now):
    with act_as("uit", "jonas") as jonas:
        give(jonas, now)
    with machine():
        assert raw(uio()) == []
    with act_as("uio", "sara"):
        assert raw(uio()) == []
        assert raw(tenant_by_slug("uit").id) == []


def test_a_withdrawn_consent_here_ends_it(waiting, act_as, now):
    later = now + timedelta(minutes=5)
    with act_as("uit", "jonas") as jonas:
        fetch(jonas, waiting, now)
        hr.withdraw_fetch(actor=jonas, kilde_id=uio(), now=later)
        assert raw(uio()) == []
        assert hr.known_to_sign(jonas, on=now.date()).skattekommune == ""
        [row] = hr.my_fetches(jonas)
        assert (row.gitt, row.hentet_at) == (False, now)
        with pytest.raises(hr.HentingRefused):
            hr.withdraw_fetch(actor=jonas, kilde_id=uio(), now=later)
        assert Hentesamtykke.objects.count() == 2


def test_a_withdrawn_consent_there_ends_it(waiting, act_as, now):
    later = now + timedelta(minutes=5)
    with act_as("uit", "jonas") as jonas:
        give(jonas, now)
    with act_as("uio", "sara") as sara:
        hr.set_recognition(actor=sara, gitt=False, now=later)
    with act_as("uit", "jonas") as jonas:
        assert raw(uio()) == []
        with pytest.raises(hr.HentingRefused):
            fetch(jonas, waiting, later)
        assert Henting.objects.count() == 0
        assert account_of(jonas, now) == []


def test_a_screened_person_is_not_known_elsewhere(waiting, act_as, machine, now):
    with machine("uio") as actor, act_as("uio", "sara") as sara:
        parties.Party.objects.filter(tenant_id=actor.tenant_id, id=sara.party_id).update(skjermet=6)
    with act_as("uit", "jonas") as jonas:
        give(jonas, now)
        assert hr.recognised(jonas, None, now) == []
        assert raw(uio()) == []


@pytest.mark.parametrize("who", ["amalie", "ingrid"])
def test_nobody_fetches_for_somebody_else(waiting, act_as, who, now):
    with act_as("uit", who) as actor, pytest.raises(hr.SigneringRefused):
        fetch(actor, waiting, now)
    with act_as("uit", "jonas"):
        assert Hentesamtykke.objects.count() == 0


def test_a_known_account_is_not_replaced_by_a_fetch(waiting, act_as, now):
    with act_as("uit", "jonas") as jonas:
        parties.give_identifier(
            tenant_id=jonas.tenant_id, party_id=jonas.party_id, kind="kontonummer",
            value="86011117947", kilde="tastet", now=now,
        )  # fmt: skip
        with pytest.raises(hr.HentingRefused, match="Kontoen din er kjent her"):
            fetch(jonas, waiting, now)
        assert Hentesamtykke.objects.count() == 0
        assert account_of(jonas, now) == [("7947", "tastet")]


def test_consents_and_fetches_are_never_changed(waiting, act_as, now):
    with act_as("uit", "jonas") as jonas:
        fetch(jonas, waiting, now)
        for model in (Hentesamtykke, Henting):
            with pytest.raises(Error) as refused, transaction.atomic():
                model.objects.update(felter=["skattekommune"])
            assert refused.value.__cause__.sqlstate in {"42501", "SV001"}


def test_another_persons_number_is_refused_before_anything_is_shown(waiting, act_as, now):
    other = Identitet("demo", "demo", "x", ident=synthetic_fnr(date(1990, 1, 1), 7))
    with act_as("uit", "jonas") as jonas:
        with pytest.raises(hr.SigneringRefused):
            hr.identify_self(actor=jonas, kontrakt_id=waiting, identitet=other, now=now)
        assert parties.find_by_identifier(jonas.tenant_id, "fnr", other.ident) is None
