"""The demo life of HR: the same people every time, and every rule of the database holds."""

from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from samverk.core.access import api as access
from samverk.core.parties import api as parties
from samverk.core.periods import Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr import api, demo
from samverk.hr.services import guard

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Oslo"))


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@contextmanager
def built(slug):
    """Build HR's part at one university, act as its machine, and undo it at the end."""
    # The composition root knows how a place is made; looked up, as the tests of hr lie below.
    place_of = import_module("samverk.site.demo.build")._place
    tenant = tenant_by_slug(slug)
    order = ["uib", "uio", "uit", "ntnu"].index(slug)
    with access.acting(access.service_actor(tenant), now=NOW) as actor:
        place = place_of(actor, tenant, "small", order)
        demo.build(place)
        guard.check_now()
        yield place
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """UiT, built once for the tests of this file, which only read."""
    with django_db_blocker.unblock(), transaction.atomic(), built("uit") as found:
        yield found


def test_120_people_work_at_the_university_on_the_day_the_life_stands_at(place):
    working = ask(
        "SELECT count(DISTINCT arbeidsforhold_id) FROM hr_arbeidsforholdversjon"
        " WHERE upper_inf(registrert) AND gyldig @> %s::date",
        place.today,
    )
    on_hours = ask(
        "SELECT count(DISTINCT party_id) FROM hr_kontrakt WHERE status = 'signert'"
        " AND gyldig @> %s::date",
        place.today,
    )
    assert working == [(120,)]
    assert on_hours == [(24,)]


FACTS = """SELECT p.navn, a.ansattnummer, v.gyldig, v.registrert, l.aarsloenn_oere,
  l.timesats_oere, l.gyldig, l.registrert, s.tittel
FROM hr_arbeidsforhold a JOIN parties_party p ON p.id = a.party_id
JOIN hr_arbeidsforholdversjon v ON v.arbeidsforhold_id = a.id
JOIN hr_besettelseversjon b ON b.arbeidsforhold_id = a.id
JOIN hr_stillingversjon s ON s.stilling_id = b.stilling_id
JOIN hr_loennsavtale l ON l.besettelse_id = b.besettelse_id
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9"""


def test_the_same_seed_gives_the_same_life(db):
    seen = []
    for _again in range(2):
        with built("ntnu") as at:
            seen.append(ask(FACTS))
            assert_not_hired(at, "emil")
    assert len(seen[0]) > 300
    assert seen[0] == seen[1]


def assert_not_hired(at, who):
    assert api.arbeidsforhold_of(at.actor, at.cast[who].party_id, on=at.today) == []


@pytest.mark.parametrize(("slug", "who"), [("uio", "sara"), ("uib", "ida")])
def test_those_who_are_hired_in_the_story_are_not_hired_yet(db, slug, who):
    with built(slug) as at:  # emil's university is built above
        assert_not_hired(at, who)


def test_jonas_is_not_hired_yet(place):
    assert_not_hired(place, "jonas")


def test_the_cast_have_their_positions(place):
    found = {
        name: api.arbeidsforhold_of(place.actor, place.cast[name].party_id, on=place.today)[0]
        for name in ("ola", "ingrid", "synnove", "torgeir", "marte", "direktor", "amalie")
    }
    assert {name: (f.tittel, f.stillingskode) for name, f in found.items()} == {
        "ola": ("Førsteamanuensis", "1011"),
        "ingrid": ("Instituttleder", "1475"),
        "synnove": ("Førsteamanuensis", "1011"),
        "torgeir": ("Professor", "1013"),
        "marte": ("Dekan", "1474"),
        "direktor": ("Universitetsdirektør", "9131"),
        "amalie": ("Studentassistent", "1018"),
    }
    assert found["ola"].fra == date(2013, 8, 1)
    assert found["synnove"].prosent == Decimal("100.00")


def test_leading_a_unit_gives_the_leader_right_there(place):
    derived = ask(
        "SELECT b.brukernavn FROM access_grant g JOIN access_bruker b ON b.id = g.bruker_id"
        " WHERE g.kilde = 'auto' AND g.rolle_id = 'leder' AND g.enhet_id = ANY(%s)"
        " ORDER BY b.brukernavn",
        [place.units["Institutt for samfunnsvitenskap"], place.units[""]],
    )
    assert derived == [("direktor",), ("ingrid",)]
    everyone = ask("SELECT count(*) FROM access_grant WHERE kilde = 'auto'")
    assert everyone == [(10,)]  # seven faculties, two institutes and the top unit


def test_the_pay_settlement_is_a_new_version_and_the_old_one_is_still_known(place):
    rows = ask(
        "SELECT l.aarsloenn_oere, lower(l.gyldig), upper(l.gyldig), upper_inf(l.registrert)"
        " FROM hr_loennsavtale l WHERE party_id = %s ORDER BY lower(registrert), lower(gyldig)",
        place.cast["ola"].party_id,
    )
    assert rows == [
        (76_840_000, date(2025, 8, 1), None, False),
        (76_840_000, date(2025, 8, 1), date(2026, 5, 1), True),
        (80_220_000, date(2026, 5, 1), None, True),
    ]


def test_a_change_told_late_shows_what_was_known_before(place):
    late = """SELECT sum(andel) FILTER (WHERE koststed = '12401000') FROM hr_kontering
      WHERE party_id = %s AND gyldig @> '2026-09-15'::date AND registrert @> %s::timestamptz"""
    torgeir = place.cast["torgeir"].party_id
    assert ask(late, torgeir, "2026-10-01 12:00+02") == [(Decimal("100.00"),)]
    assert ask(late, torgeir, "2026-10-20 12:00+02") == [(Decimal("60.00"),)]


def test_hours_are_approved_every_month_until_october_and_open_in_november(place):
    months = ask(
        "SELECT to_char(dato, 'YYYY-MM'), array_agg(DISTINCT status::text)"
        " FROM hr_timeregistrering GROUP BY 1 ORDER BY 1"
    )
    amalie = ask(
        "SELECT status, count(*) FROM hr_timeliste WHERE party_id = %s GROUP BY 1 ORDER BY 1",
        place.cast["amalie"].party_id,
    )
    assert [m for m, _ in months] == [
        str(p.fra)[:7] for p in Period(date(2025, 8, 1), date(2026, 12, 1)).months()
    ]
    assert {tuple(s) for m, s in months if m < "2026-11"} == {("godkjent",)}
    assert months[-1] == ("2026-11", ["foert", "innsendt"])
    assert amalie == [("godkjent", 3), ("innsendt", 1)]


def test_every_number_is_synthetic_and_nobody_shares_one(place):
    total, different, real = ask(
        "SELECT count(*), count(DISTINCT verdi_hash), count(*) FILTER (WHERE NOT is_syntetisk)"
        " FROM parties_identifikator i JOIN parties_party p ON p.id = i.party_id"
        " WHERE i.type = 'fnr'"
    )[0]
    without_account = ask(
        "SELECT count(*) FROM hr_arbeidsforhold a WHERE NOT EXISTS (SELECT FROM"
        " parties_identifikator i WHERE i.party_id = a.party_id AND i.type = 'kontonummer')"
    )
    ident = ask(
        "SELECT i.id FROM parties_identifikator i WHERE i.type = 'fnr' ORDER BY i.id DESC LIMIT 1"
    )[0][0]
    number = parties.reveal_identifier(
        tenant_id=place.tenant.id, ident_id=ident, formaal="amelding"
    )
    assert (total, real) == (different, 0)
    assert number is not None
    assert int(number[2:4]) > 80
    assert 0 < without_account[0][0] < 30


def test_payroll_reads_a_month_of_everyone(place):
    rows = api.loennsgrunnlag(place.actor, Period.month(2026, 4))
    monthly = [r for r in rows if r.loenn and r.loenn[0].slag == "maaned"]
    assert all(sum(k.andel for k in r.kontering if k.fra.day == 1) == 100 for r in monthly)
    hours = [r for r in rows if r.timer]
    assert len(monthly) > 90
    assert len(hours) >= 20


def test_one_person_has_a_look_of_hr_to_read_about(place):
    rows = ask(
        "SELECT p.navn, l.objekt_type, l.formaal, l.begrunnelse FROM audit_lesing l"
        " JOIN access_bruker b ON b.id = l.bruker_id AND NOT b.is_maskin"
        " JOIN parties_party p ON p.id = l.gjelder_party_id WHERE l.formaal = 'myndighet'"
    )
    assert rows == [("Ola Fjeldvær", "fnr", "myndighet", "Nav spør når arbeidsforholdet begynte")]
