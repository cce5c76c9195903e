"""The list of people and the timeline: who sees whom, both time axes, bad input, query counts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.parties import api as parties
from samverk.core.periods import Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr import api
from samverk.hr.tests.conftest import IFS, ISV, unit_of

OSLO = ZoneInfo("Europe/Oslo")
BEFORE = datetime(2026, 3, 2, 10, 0, tzinfo=OSLO)
RAISED = datetime(2026, 10, 14, 10, 0, tzinfo=OSLO)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work_on_23_november(now):
    with clock.fixed(now):
        yield


@pytest.fixture
def torgeir(employ, machine):
    """Torgeir, professor since 1 January; a rise from 1 May that was registered in October."""
    made = employ("torgeir", at=BEFORE)
    with machine(at=RAISED) as actor:
        api.register_change(
            actor=actor, objekt=api.Objekt("loennsavtale", made.besettelse_id),
            gjelder_fra=date(2026, 5, 1), felter={"aarsloenn_oere": 83_000_000},
            grunnlag="Lokale forhandlinger", now=RAISED,
        )  # fmt: skip
    return made


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_leader_lists_the_people_of_the_own_unit(sign_in, torgeir, employ):
    employ("amalie", unit=IFS, code="1408", title="Førstekonsulent")
    page = text_of(sign_in("uit", "ingrid").get("/folk/"))
    assert "Torgeir Nesvik" in page
    assert "Amalie Rødsand" not in page


def test_hr_lists_everyone_and_narrows_by_name_and_unit(sign_in, torgeir, employ):
    other = employ("amalie", unit=IFS, code="1408", title="Førstekonsulent").enhet_id
    client = sign_in("uit", "hr")
    assert "Amalie Rødsand" in text_of(client.get("/folk/"))
    by_name = text_of(client.get("/folk/", {"q": "nesv"}))
    assert "Torgeir Nesvik" in by_name
    assert "Amalie Rødsand" not in by_name
    by_unit = text_of(client.get("/folk/", {"enhet": other}))
    assert "Amalie Rødsand" in by_unit
    assert "Torgeir Nesvik" not in by_unit


def test_a_percent_sign_in_the_name_is_a_percent_sign(sign_in, torgeir):
    assert "Ingen her" in text_of(sign_in("uit", "hr").get("/folk/", {"q": "%"}))


def test_who_has_not_begun_is_listed_only_when_asked_for(sign_in, employ):
    employ("torgeir", gyldig=Period(date(2027, 1, 1)))
    client = sign_in("uit", "hr")
    assert "Torgeir Nesvik" not in text_of(client.get("/folk/"))
    assert "begynner 1. januar 2027" in text_of(client.get("/folk/", {"vis": "alle"}))


def test_the_list_goes_on_where_the_page_ended(act_as, machine, now):
    with machine() as actor:
        people = [parties.NyPerson("Ny", f"Nr{n:03}", date(1990, 1, 1)) for n in range(55)]
        ids = parties.register_persons(
            tenant_id=actor.tenant_id, people=people, kilde="hentet", now=now
        )
        post = api.register_stilling(
            actor=actor, ny=api.NyStilling(unit_of("uit", ISV), "1013", "Professor"),
            fra=date(2026, 1, 1), now=now,
        )  # fmt: skip
        for party_id in ids:
            job = api.register_arbeidsforhold(
                actor=actor, party_id=party_id, gyldig=Period(date(2026, 1, 1)), now=now
            )
            holding = api.NyBesettelse(
                post, Period(date(2026, 1, 1)), "HOVED", Decimal("100.00"), "1", "1",
                (("12401000", "", Decimal("100.00")),), aarsloenn_oere=1,
            )  # fmt: skip
            api.register_besettelse(actor=actor, arbeidsforhold_id=job, ny=holding, now=now)
    with act_as("uit", "hr") as actor:
        first = api.folk(actor, on=now.date(), tekst="ny nr")
        rest = api.folk(actor, on=now.date(), tekst="ny nr", etter=first.rader[-1].party_id)
    names = [row.navn for row in (*first.rader, *rest.rader)]
    assert (len(first.rader), first.neste) == (50, str(first.rader[-1].party_id))
    assert (len(rest.rader), rest.neste) == (5, "")
    assert names == [f"Ny Nr{n:03}" for n in range(55)]


def test_the_list_costs_the_same_whatever_its_length(
    act_as, employ, now, django_assert_num_queries
):
    employ("torgeir")
    employ("synnove", code="1011", title="Førsteamanuensis")
    with act_as("uit", "hr") as actor, django_assert_num_queries(3):
        assert len(api.folk(actor, on=now.date()).rader) == 2


def test_every_table_of_an_employment_is_read_where_the_work_is(act_as, employ):
    here = employ("torgeir")
    there = employ("amalie", unit=IFS, code="1408", title="Førstekonsulent")
    reads = {
        "hr_arbeidsforhold": "id", "hr_arbeidsforholdversjon": "arbeidsforhold_id",
        "hr_stillingsbesettelse": "id", "hr_kontering": "besettelse_id",
        "hr_loennsavtale": "besettelse_id",
    }  # fmt: skip
    seen = {}
    for user in ("ingrid", "hr", "torgeir", "jonas"):
        with act_as("uit", user), connection.cursor() as cursor:
            for table, column in reads.items():
                ids = [
                    job.besettelse_id if "arbeidsforhold" not in table else job.arbeidsforhold_id
                    for job in (here, there)
                ]
                cursor.execute(f"SELECT {column} FROM {table} WHERE {column} = ANY(%s)", [ids])
                found = {row[0] for row in cursor.fetchall()}
                seen[user, table] = tuple(one in found for one in ids)
    rights = {
        "ingrid": (True, False), "hr": (True, True), "torgeir": (True, False),
        "jonas": (False, False),
    }  # fmt: skip
    assert seen == {(user, table): rights[user] for user in rights for table in reads}


def test_who_reads_few_units_and_who_reads_most_get_the_same_order(act_as, employ, now):
    for user in ("torgeir", "synnove"):
        employ(user, code="1011", title="Førsteamanuensis")
    employ("amalie", unit=IFS, code="1408", title="Førstekonsulent")
    with act_as("uit", "ingrid") as actor:
        few = [row.navn for row in api.folk(actor, on=now.date()).rader]
    with act_as("uit", "hr") as actor:
        most = [row.navn for row in api.folk(actor, on=now.date()).rader]
    assert "Amalie Rødsand" in most
    assert few == [name for name in most if name != "Amalie Rødsand"]
    assert len(few) == 2


def test_someone_without_the_right_has_no_list(sign_in):
    assert sign_in("uit", "jonas").get("/folk/").status_code == 403


def test_the_timeline_shows_what_holds_today(sign_in, torgeir):
    page = text_of(sign_in("uit", "ingrid").get(f"/folk/{torgeir.party_id}/"))
    assert "<h1>Torgeir Nesvik</h1>" in page
    assert "Professor 100 %" in page
    assert "830 000 kr fra 1. mai 2026" in page
    assert "Registrert 14. oktober 2026." in page
    assert "Før det viste tidslinja 800 000 kr." in page


def test_as_it_was_and_as_we_knew_it_are_two_questions(act_as, torgeir, now):
    def pay(on, known):
        with act_as("uit", "ingrid") as actor:
            found = api.person_tidslinje(
                actor, torgeir.party_id, known=api.end_of_day(known), now=now
            )
        return [v.verdier["aarsloenn_oere"] for v in found.paa("loenn", on)]

    assert pay(date(2026, 4, 30), now.date()) == [80_000_000]
    assert pay(date(2026, 5, 1), now.date()) == [83_000_000]
    assert pay(date(2026, 5, 1), date(2026, 10, 14)) == [83_000_000]
    assert pay(date(2026, 5, 1), date(2026, 10, 13)) == [80_000_000]
    assert pay(date(2026, 5, 1), date(2026, 3, 1)) == []


def test_the_page_answers_both_questions_without_javascript(sign_in, torgeir):
    client = sign_in("uit", "ingrid")
    address = f"/folk/{torgeir.party_id}/"
    typed = text_of(client.get(address, {"gjelder": "2026-06-01", "kjent": "2026-06-01"}))
    dragged = text_of(
        client.get(address, {"d": date(2026, 6, 1).toordinal(), "k": date(2026, 6, 1).toordinal()})
    )
    for page in (typed, dragged):
        assert "mandag 1. juni 2026" in page
        assert "Du ser det Samverk visste 1. juni 2026." in page
        assert "830 000" not in page


def test_a_day_that_is_no_day_is_said_at_the_field(sign_in, torgeir):
    page = text_of(sign_in("uit", "ingrid").get(f"/folk/{torgeir.party_id}/", {"gjelder": "tull"}))
    assert "Skriv datoen slik: 12.11.2026." in page
    assert "mandag 23. november 2026" in page


@pytest.mark.parametrize("value", ["tull", "-4", "99999999999999"])
def test_a_slider_that_sends_nonsense_shows_today(sign_in, torgeir, value):
    page = text_of(sign_in("uit", "ingrid").get(f"/folk/{torgeir.party_id}/", {"d": value}))
    assert "mandag 23. november 2026" in page


def test_everything_in_the_figure_is_in_a_table_too(sign_in, torgeir):
    page = text_of(sign_in("uit", "ingrid").get(f"/folk/{torgeir.party_id}/"))
    table = page.split("Vis som tabell")[1].split("</table>")[0]
    assert "Professor 100 %" in table
    assert "800 000 kr" in table
    assert "30. april 2026" in table
    assert "ingen slutt" in table


def test_everyone_sees_their_own(sign_in, torgeir):
    client = sign_in("uit", "torgeir")
    page = text_of(client.get("/folk/meg/"))
    assert "<h1>Min stilling</h1>" in page
    assert "830 000 kr" in page
    assert client.get(f"/folk/{torgeir.party_id}/").status_code == 200


def test_whoever_has_no_position_is_told_what_comes(sign_in):
    assert "Du har ingen stilling her ennå" in text_of(sign_in("uit", "jonas").get("/folk/meg/"))


def test_other_units_other_people_and_other_tenants_get_nothing(sign_in, employ):
    made = employ("torgeir", unit=IFS)
    address = f"/folk/{made.party_id}/"
    assert sign_in("uit", "ingrid").get(address).status_code == 404
    assert sign_in("uit", "ola").get(address).status_code == 404
    assert sign_in("uib", "hr").get(address).status_code == 404
    assert sign_in("uit", "hr").get(f"/folk/{uuid4()}/").status_code == 404


def test_a_screened_person_does_not_exist_for_the_leader(sign_in, torgeir, as_machine_sql):
    as_machine_sql("UPDATE parties_party SET skjermet = 7 WHERE id = %s", torgeir.party_id)
    client = sign_in("uit", "ingrid")
    assert client.get(f"/folk/{torgeir.party_id}/").status_code == 404
    assert "Torgeir Nesvik" not in text_of(client.get("/folk/"))


@pytest.fixture
def as_machine_sql(machine):
    def run(sql, *values):
        with machine(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    return run


@pytest.fixture
def signed(hourly, as_machine_sql, party_of, machine):
    """A signed hourly contract of Jonas, with the tax municipality he confirmed."""
    contract = hourly("jonas")
    with machine() as actor, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hr_signatur (id, tenant_id, kontrakt_id, party_id, metode, nivaa,"
            " utsteder, transaksjon, dokument_sha256, skattekommune, is_konto_ny,"
            " has_samtykket, signert_at)"
            " VALUES (uuidv7(), %s, %s, %s, 'demo', 'demo', 'test', '', '', 'Tromsø', false, false,"
            " samverk.now())",
            [actor.tenant_id, contract, party_of("uit", "jonas")],
        )
    return contract


def test_reading_what_was_confirmed_at_signing_leaves_a_trace(sign_in, employ, signed, party_of):
    employ("jonas", code="1018", title="Seminarleder")
    address = f"/folk/{party_of('uit', 'jonas')}/"
    before = reads_of("uit", party_of("uit", "jonas"))
    assert "skatt til Tromsø" in text_of(sign_in("uit", "hr").get(address))
    assert reads_of("uit", party_of("uit", "jonas")) == [*before, ("hr.kontrakt.les.3", 3, 1)]


def test_the_leader_does_not_see_it_and_the_person_leaves_no_trace(
    sign_in, employ, signed, party_of
):
    employ("jonas", code="1018", title="Seminarleder")
    jonas = party_of("uit", "jonas")
    assert "Tromsø" not in text_of(sign_in("uit", "ingrid").get(f"/folk/{jonas}/"))
    assert "skatt til Tromsø" in text_of(sign_in("uit", "jonas").get("/folk/meg/"))
    assert reads_of("uit", jonas) == []


def reads_of(slug, party_id):
    machine = access.service_actor(tenant_by_slug(slug))
    with access.acting(machine), connection.cursor() as cursor:
        cursor.execute(
            "SELECT kapabilitet, dataklasse, antall FROM audit_lesing"
            " WHERE gjelder_party_id = %s ORDER BY at",
            [party_id],
        )
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("language", "words"),
    [("nn", ["Slik vi visste det", "Stillingar"]), ("en", ["As we knew it", "Positions"])],
)
def test_the_page_speaks_the_readers_language(sign_in, torgeir, language, words):
    client = sign_in("uit", "ingrid")
    client.post("/sprak/", {"spraak": language, "neste": "/"})
    page = text_of(client.get(f"/folk/{torgeir.party_id}/"))
    for word in words:
        assert word in page
