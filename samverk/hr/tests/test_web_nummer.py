"""A person's number on HR's page: dots, a purpose, one page view, and a line for the person."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.identifiers import format_ident, format_kontonummer, synthetic_fnr
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr.tests.conftest import IFS

pytestmark = pytest.mark.django_db
ACCOUNT = "86011117947"
BORN = date(1963, 1, 8)


@pytest.fixture(autouse=True)
def at_work_on_23_november(now):
    with clock.fixed(now):
        yield


@pytest.fixture
def torgeir(employ, machine, now):
    """Torgeir at work, with a fødselsnummer and an account."""
    made = employ("torgeir")
    with machine() as actor:
        for kind, value in (("fnr", synthetic_fnr(BORN, 11)), ("kontonummer", ACCOUNT)):
            parties.give_identifier(
                tenant_id=actor.tenant_id, party_id=made.party_id, kind=kind, value=value,
                kilde="tastet", now=now,
            )  # fmt: skip
    return made.party_id


FNR = synthetic_fnr(BORN, 11)


def text_of(answer):
    return answer.content.decode()


def reads_of(party_id):
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine), connection.cursor() as cursor:
        cursor.execute(
            "SELECT objekt_type, formaal, begrunnelse FROM audit_lesing"
            " WHERE gjelder_party_id = %s ORDER BY at, id",
            [party_id],
        )
        return cursor.fetchall()


def holds(answer, number):
    plain = text_of(answer).replace("\u00a0", "").replace(" ", "")
    return number in plain


def test_the_persons_page_shows_dots_and_never_the_number(sign_in, torgeir):
    page = sign_in("uit", "hr").get(f"/folk/{torgeir}/")
    assert "Vis fødselsnummer" in text_of(page)
    assert "Vis kontonummer" in text_of(page)
    assert "••••••" in text_of(page)
    assert not holds(page, FNR)
    assert not holds(page, ACCOUNT)
    assert ACCOUNT[-4:] not in text_of(page)
    assert reads_of(torgeir) == []


def test_with_a_purpose_it_is_shown_on_that_answer_only(sign_in, torgeir):
    client = sign_in("uit", "hr")
    address = f"/folk/{torgeir}/nummer/fnr/"
    shown = client.post(address, {"formaal": "innsyn", "begrunnelse": "Ringte 23. november"})
    assert shown.status_code == 200
    assert format_ident(FNR) in text_of(shown)
    assert shown["Cache-Control"] == "no-store"
    assert reads_of(torgeir) == [("fnr", "innsyn", "Ringte 23. november")]
    again = client.get(address)
    assert not holds(again, FNR)
    assert again["Cache-Control"] == "no-store"
    assert not holds(client.get(f"/folk/{torgeir}/"), FNR)
    assert len(reads_of(torgeir)) == 1


def test_the_person_reads_who_when_and_why(sign_in, act_as, torgeir):
    with act_as("uit", "hr") as hr:
        name = hr.navn
    sign_in("uit", "hr").post(
        f"/folk/{torgeir}/nummer/fnr/", {"formaal": "innsyn", "begrunnelse": "Ringte i dag"}
    )
    page = text_of(sign_in("uit", "torgeir").get("/meg/innsyn/"))
    for word in (
        name, "HR-saksbehandler", "i dag", "Fødselsnummer",
        "Svare personen selv, som har bedt om innsyn", "Ringte i dag",
    ):  # fmt: skip
        assert word in page, word


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Velg hva du skal bruke nummeret til."),
        ({"formaal": ""}, "Velg hva du skal bruke nummeret til."),
        ({"formaal": "loenn"}, "Velg et av alternativene."),
        ({"formaal": "amelding"}, "Velg et av alternativene."),
        (
            {"formaal": "innsyn", "begrunnelse": f"gjelder {FNR[:6]} {FNR[6:]}"},
            "Skriv ikke fødselsnummer eller kontonummer i begrunnelsen.",
        ),
        ({"formaal": "innsyn", "begrunnelse": "x" * 201}, "200"),
    ],
)
def test_without_a_purpose_it_is_refused_at_the_field_and_nothing_is_read(
    sign_in, torgeir, sent, words
):
    answer = sign_in("uit", "hr").post(f"/folk/{torgeir}/nummer/fnr/", sent)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert format_ident(FNR) not in text_of(answer)
    assert reads_of(torgeir) == []


def test_payroll_sees_the_account_for_its_own_purposes(sign_in, torgeir):
    client = sign_in("uit", "lonn")
    shown = client.post(f"/folk/{torgeir}/nummer/kontonummer/", {"formaal": "konto"})
    assert format_kontonummer(ACCOUNT) in text_of(shown)
    assert reads_of(torgeir) == [("kontonummer", "konto", "")]


@pytest.mark.parametrize("who", ["ingrid", "hrleder", "tilgang", "torgeir", "jonas"])
def test_others_see_neither_dots_nor_form(sign_in, torgeir, who):
    client = sign_in("uit", who)
    page = client.get(f"/folk/{torgeir}/")
    assert page.status_code in (200, 404)
    assert "Vis fødselsnummer" not in text_of(page)
    for answer in (
        client.get(f"/folk/{torgeir}/nummer/fnr/"),
        client.post(f"/folk/{torgeir}/nummer/fnr/", {"formaal": "innsyn"}),
    ):
        assert answer.status_code == 404
        assert not holds(answer, FNR)
    assert reads_of(torgeir) == []


@pytest.mark.parametrize("slag", ["pass", "dnr", "orgnr", "tull"])
def test_a_number_that_is_not_there_is_a_page_that_is_not_there(sign_in, torgeir, slag):
    client = sign_in("uit", "hr")
    assert client.get(f"/folk/{torgeir}/nummer/{slag}/").status_code == 404
    assert client.get(f"/folk/{uuid4()}/nummer/fnr/").status_code == 404


def test_only_where_the_reader_is_hr(act_as, employ, machine, torgeir, now):
    """A right in one institute opens no numbers in the next."""
    elsewhere = employ("amalie", unit=IFS, code="1408", title="Førstekonsulent")
    with machine() as actor:
        granted = access.create_bruker(
            actor=actor, brukernavn="hr-ifs", navn="Hilde Fjord", party_id=parties.register_person(
                tenant_id=actor.tenant_id, fornavn="Hilde", etternavn="Fjord", foedselsdato=None
            ), now=now,
        )  # fmt: skip
        access.grant_rolle(
            actor=actor, bruker_id=granted, rolle="hr_saksbehandler", omfang="enhet",
            fra=now.date(), now=now, details={"kilde": "oppsett", "enhet_id": elsewhere.enhet_id},
        )  # fmt: skip
        parties.give_identifier(
            tenant_id=actor.tenant_id, party_id=elsewhere.party_id, kind="kontonummer",
            value=ACCOUNT, kilde="tastet", now=now,
        )  # fmt: skip
    from samverk.hr import api

    with act_as("uit", "hr-ifs") as hr:
        at = now.date()
        mine = api.readable_identifikatorer(hr, elsewhere.party_id, on=at)
        assert [one.type for one in mine] == ["fnr", "kontonummer"]
        assert api.readable_identifikatorer(hr, torgeir, on=at) == ()
        with pytest.raises(api.NummerRefused, match="ikke noe nummer her"):
            api.reveal_identifikator(
                actor=hr, party_id=torgeir, slag="fnr", formaal="innsyn", begrunnelse="", on=at
            )
    assert reads_of(torgeir) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", ["Vis fødselsnummer", "Rette feil i opplysningane om personen"]),
        ("en", ["Show national identity number", "Correcting errors in the data about the person"]),
    ],
)
def test_the_form_speaks_the_readers_language(sign_in, torgeir, language, words):
    client = sign_in("uit", "hr")
    client.post("/sprak/", {"spraak": language, "neste": "/"})
    page = text_of(client.get(f"/folk/{torgeir}/nummer/fnr/"))
    for word in words:
        assert word in page
