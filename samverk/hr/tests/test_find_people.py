"""People in search: by any part of the name, as it is typed, and only those one may see."""

import pytest
from django.db import connection

from samverk.hr import api as hr
from samverk.hr.tests.conftest import IFS, ISV

pytestmark = pytest.mark.django_db


def names(actor, text, now, **more):
    return [f.navn for f in hr.find_people(actor, text, on=now.date(), language="nb", **more)]


@pytest.mark.parametrize("text", ["torg", "TORGEIR N", "Nes", "esvi", "to", "torgeir nesvik"])
def test_a_part_of_the_name_finds_the_person(employ, act_as, now, text):
    employ("torgeir")
    with act_as("uit", "ingrid") as ingrid:
        assert names(ingrid, text, now) == ["Torgeir Nesvik"]


@pytest.mark.parametrize("text", ["t", "", " ", "esv%", "_____", "xyz", "es"])
def test_too_little_or_another_text_finds_nobody(employ, act_as, now, text):
    employ("torgeir")
    with act_as("uit", "ingrid") as ingrid:
        assert names(ingrid, text, now) == []


def test_two_letters_are_the_beginning_of_any_word_of_the_name(employ, act_as, now):
    employ("torgeir")
    with act_as("uit", "ingrid") as ingrid:
        assert names(ingrid, "ne", now) == names(ingrid, "to", now) == ["Torgeir Nesvik"]
        assert names(ingrid, "es", now) == names(ingrid, "n_", now) == names(ingrid, "%", now) == []


def test_position_and_unit_stand_beside_the_name(employ, act_as, now):
    made = employ("torgeir")
    with act_as("uit", "ingrid") as ingrid:
        (found,) = hr.find_people(ingrid, "torgeir", on=now.date(), language="nb")
        assert (found.party_id, found.tittel, found.enhet) == (made.party_id, "Professor", ISV)


def test_one_sees_those_of_ones_own_units_and_oneself(employ, act_as, now):
    employ("torgeir", unit=IFS)
    with act_as("uit", "ingrid") as ingrid:  # leads another department
        assert names(ingrid, "torgeir", now) == []
    with act_as("uit", "torgeir") as torgeir:
        assert names(torgeir, "torgeir", now) == ["Torgeir Nesvik"]
    with act_as("uit", "jonas") as jonas:
        assert names(jonas, "torgeir", now) == []
    with act_as("uio", "hr") as other:
        assert names(other, "torgeir", now) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [("soren", "Søren"), ("søren", "Søren"), ("ase", "Åse"), ("aase", "Åse"), ("åse", "Aase"),
     ("vaer", "Vær"), ("var", "Vær"), ("rené", "Rene"), ("calliid", "Čálliid"),
     ("dorvvo", "Đorvvo"), ("ranesz", "Ránešž"), ("anga", "Áŋgá"), ("nutto", "Ŋuŧto"),
     ("A\u030ase", "Åse"), ("loic", "Loïc"), ("lukasz", "Łukasz")],
)  # fmt: skip
def test_norwegian_letters_are_found_as_people_type_them(db, typed, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.foldname(%s) = samverk.foldname(%s)", [typed, name])
        assert cursor.fetchone() == (True,)


def test_a_screened_person_is_not_found(employ, act_as, machine, now):
    made = employ("torgeir")
    with machine():
        from samverk.core.parties.models import Party

        Party.objects.filter(id=made.party_id).update(skjermet=6)
    with act_as("uit", "ingrid") as ingrid:
        assert names(ingrid, "torgeir", now) == []


def test_people_are_a_group_of_the_search(employ, sign_in):
    made = employ("torgeir")
    client = sign_in("uit", "ingrid")
    hits = client.get("/sok/?q=torgeir&format=json").json()["treff"]
    assert [(h["title"], h["group"], h["url"]) for h in hits if h["kind"] == "person"] == [
        ("Torgeir Nesvik", "Folk", f"/folk/{made.party_id}/")
    ]
    page = client.get("/sok/?q=torgeir").content.decode()
    assert "Folk</h3>" in page
    assert f"Professor, {ISV}" in page
    assert client.get(f"/folk/{made.party_id}/").status_code == 200
