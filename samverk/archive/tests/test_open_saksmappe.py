"""Opening a case file: number from the series, class and series checked, screened at once."""

import pytest
from django.db import connection

from samverk.archive import api as archive
from samverk.archive.models import Mappe, Nummerserie, Skjerming
from samverk.core.access.api import AccessDenied
from samverk.core.languages import Trilingual


@pytest.mark.django_db
def test_a_case_gets_the_next_number_of_the_year_and_its_place(act_as, now, new_case, world):
    with act_as("uit", "hr") as actor:
        first = archive.open_saksmappe(actor=actor, ny=new_case(), now=now)
        second = archive.open_saksmappe(actor=actor, ny=new_case(), now=now)
    assert (first.mappe_id, second.mappe_id) == ("2026/1", "2026/2")
    assert (first.saksstatus, first.klasse_id) == ("B", "221")
    assert first.klasse_tittel == Trilingual("Ansettelse", "Tilsetjing", "Hiring")
    assert (first.arkivdel, first.saksansvarlig_navn) == ("Personalsaker", "Ola Fjeldvær")
    assert first.offentlig_tittel == "Ansettelse av seminarleder, ***** *****"
    assert first.tilgangskode.navn == ("Personalsaker", "Personalsaker", "Personnel matters")
    assert first.klasse_sikkerhet == "ubekreftet"


@pytest.mark.django_db
def test_opening_leaves_a_screening_an_audit_line_and_an_event(act_as, now, opened):
    with act_as("uit", "arkiv"), connection.cursor() as cursor:
        assert [s.skjermingshjemmel for s in Skjerming.objects.all()] == ["offentleglova § 13"]
        cursor.execute(
            "SELECT handling FROM audit_spor WHERE objekt_id = %s AND handling LIKE 'arkiv.%%'",
            [opened.id],
        )
        assert cursor.fetchall() == [("arkiv.saksmappe.opprettet",)]
        cursor.execute("SELECT type, data FROM outbox_event WHERE subject_id = %s", [opened.id])
        assert [row[0] for row in cursor.fetchall()] == ["archive.saksmappe.opprettet.v1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"klasse": "999"}, "Arkivkoden «999» finnes ikke"),
        ({"klasse": "22"}, "mer presis arkivkode"),
        ({"arkivdel": "GAMMEL"}, "Arkivdelen «GAMMEL» finnes ikke"),
        ({"tilgangskode": "6"}, "Tilgangskoden «6» gjelder ikke i dag"),
    ],
    ids=["unknown class", "class with classes below", "unknown series", "repealed code"],
)
def test_a_wrong_place_is_refused_and_no_number_is_used(act_as, now, new_case, change, message):
    with act_as("uit", "hr") as actor:
        with pytest.raises(archive.ArchiveRefused, match=message):
            archive.open_saksmappe(actor=actor, ny=new_case(**change), now=now)
        assert Mappe.objects.count() == 0
        assert Nummerserie.objects.count() == 0


@pytest.mark.django_db
def test_one_who_only_reads_cases_cannot_open_one(act_as, now, new_case):
    with act_as("uit", "ola") as actor, pytest.raises(AccessDenied):
        archive.open_saksmappe(actor=actor, ny=new_case(), now=now)


@pytest.mark.django_db
def test_the_structure_is_made_once(act_as, now, world):
    with act_as("uit", "arkiv") as actor:
        assert archive.ensure_arkivstruktur(actor=actor, now=now) is False
        titles = {kode: tittel(language="en") for kode, tittel in archive.klasser(actor)}
        assert titles["221"] == "Hiring"
        assert "22" not in titles
