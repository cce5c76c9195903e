"""Hours on the page: one tap, one error at its field, one approval for all – and not one's own."""

import html
import re
from datetime import date, datetime, timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import Event
from samverk.core.periods import OSLO, Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.tenancy.ids import new_id
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.models import Forskudd, Timeliste, Timeregistrering

pytestmark = pytest.mark.django_db
TODAY = {"dato": "2026-11-23", "aktivitet": "Seminar", "timer": "8"}


@pytest.fixture
def contract(act_as, now):
    """Jonas' signed contract of 60 hours."""
    uit = tenant_by_slug("uit")
    with access.acting(access.visitor(uit), now=now):
        person = access.Bruker.objects.get(tenant_id=uit.id, brukernavn="jonas").party_id
    with act_as("uit", "ola") as ola:
        [unit] = organisation.unit_ids_with("hr.ansettelse.bestill")
        hire = hr.order_ansettelse(
            actor=ola, now=now,
            order=hr.NyAnsettelse(
                enhet_id=unit, emne="Seminarleder i STV-2510", stillingskode="1018",
                tittel="Seminarleder", minutter=3600, timesats_oere=26350, koststed="12401000",
                gyldig=Period(date(2026, 11, 1), date(2027, 2, 1)), party_id=person,
            ),
        )  # fmt: skip
    with act_as("uit", "ingrid") as ingrid:
        hr.approve_ansettelse(actor=ingrid, ansettelse_id=hire, now=now)
    machine = access.service_actor(uit)
    with access.acting(machine, now=now):
        made = hr.lag_arbeidskontrakt(actor=machine, ansettelse_id=hire, steg_id=new_id(), now=now)
    with act_as("uit", "jonas") as jonas:
        hr.sign_kontrakt(
            actor=jonas, kontrakt_id=made, now=now,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Tromsø", "86011117947"
            ),
        )  # fmt: skip
    with access.acting(machine, now=now):
        hr.registrer_ansettelse(actor=machine, ansettelse_id=hire, now=now)
    return made


def _post(client, contract, **changes):
    return client.post("/folk/timer/", TODAY | {"kontrakt": str(contract)} | changes)


def test_registered_sent_and_approved_in_three_clicks(sign_in, contract, act_as):
    client = sign_in("uit", "jonas")
    page = client.get("/folk/timer/").content.decode()
    assert "60 av 60" in page
    assert _post(client, contract, handling="send").status_code == 302
    leader = sign_in("uit", "ingrid")
    assert "2\u202f108" in leader.get("/folk/timer/godkjenn/").content.decode()
    with act_as("uit", "ingrid"):
        [sheet] = Timeliste.objects.filter(kontrakt_id=contract)
    assert leader.post("/folk/timer/godkjenn/", {"ark": str(sheet.id)}).status_code == 302
    with act_as("uit", "jonas") as jonas:
        assert [(t.minutter, t.status) for t in hr.my_timer(jonas)] == [(480, "godkjent")]


HOURS = {
    "nb": (
        "1,5", ("57,5 av 60 timer", "Ført, men ikke sendt: 1,5 timer",
                "1 time i Seminarleder i STV-2510 venter på Ingrid Solbakken siden"),
        ("fre. 20. nov. – fre. 20. nov. Har ventet på svar siden", "1 time 264",
         "1 timeliste, 264"), "1 timeliste er godkjent.",
    ),
    "nn": (
        "1,5", ("57,5 av 60 timar", "Ført, men ikkje sendt: 1,5 timar",
                "1 time i Seminarleder i STV-2510 ventar på Ingrid Solbakken sidan"),
        ("fre. 20. nov. – fre. 20. nov. Har venta på svar sidan", "1 time 264",
         "1 timeliste, 264"), "1 timeliste er godkjend.",
    ),
    "en": (
        "1.5", ("57.5 of 60 hours", "Registered, but not sent: 1.5 hours",
                "1 hour in Seminarleder i STV-2510, waiting for Ingrid Solbakken since"),
        ("Fri 20 Nov – Fri 20 Nov Has waited for an answer since", "1 hour NOK 264",
         "1 time sheet, NOK 264"), "1 time sheet is approved.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", HOURS)
def test_hours_are_written_as_the_reader_writes_them(sign_in, contract, language):
    proposed, own, leaders, done = HOURS[language]
    client = _reading(sign_in("uit", "jonas"), language)
    assert _post(client, contract, dato="2026-11-20", timer="1", handling="send").status_code == 302
    assert _post(client, contract, aktivitet="Møte", timer="1,5").status_code == 302
    page = client.get("/folk/timer/").content.decode()
    assert f'value="{proposed}"' in page
    for text in own:
        assert text in _plain(page)
    leader = _reading(sign_in("uit", "ingrid"), language)
    page = leader.get("/folk/timer/godkjenn/")
    for text in leaders:
        assert text in _plain(page.content.decode())
    chosen = {"ark": str(page.context["rows"][0][0].id)}
    after = leader.post("/folk/timer/godkjenn/", chosen, follow=True)
    assert done in _plain(after.content.decode())


def _reading(client, language):
    client.post("/sprak/", {"spraak": language, "neste": "/"})
    return client


def _plain(page):
    """The page's words alone."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


CHOSEN = {
    "nb": ("Ingen timelister", "1 timeliste, 2108 kr", "2 timelister, 2372 kr"),
    "nn": ("Ingen timelister", "1 timeliste, 2108 kr", "2 timelister, 2372 kr"),
    "en": ("No time sheets", "1 time sheet, NOK 2,108", "2 time sheets, NOK 2,372"),
}


@pytest.mark.parametrize("language", CHOSEN)
def test_count_and_sum_are_of_those_that_are_ticked(sign_in, contract, language):
    client = sign_in("uit", "jonas")
    _post(client, contract, handling="send")
    _post(client, contract, aktivitet="Møte", timer="1", handling="send")
    url = "/folk/timer/godkjenn/valgt/"
    assert client.post(url).status_code == 403
    leader = _reading(sign_in("uit", "ingrid"), language)
    rows = leader.get("/folk/timer/godkjenn/").context["rows"]
    first, second = (str(row[0].id) for row in rows)
    none, one, both = CHOSEN[language]
    for ticked, said in (
        ([], none), ([first], one), ([first, second], both), ([str(contract), "x"], none),
    ):  # fmt: skip
        answer = leader.post(url, {"ark": ticked}).content.decode()
        assert answer.replace("\u202f", "").replace("\u00a0", " ") == said
    page = leader.get("/folk/timer/godkjenn/").content.decode().replace("\u202f", "")
    assert both in _plain(page)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timer": "mange"}, "timer"),
        ({"timer": "25"}, "timer"),
        ({"dato": "2025-01-01"}, "dato"),
        ({"dato": "2026-13-40"}, "dato"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(sign_in, contract, act_as, changes, field):
    answer = _post(sign_in("uit", "jonas"), contract, **changes)
    assert answer.status_code == 422
    assert f'id="f_{field}_feil"' in answer.content.decode()
    with act_as("uit", "jonas"):
        assert Timeregistrering.objects.filter(kontrakt_id=contract).count() == 0


def test_the_same_hours_twice_are_refused(sign_in, contract, act_as):
    client = sign_in("uit", "jonas")
    assert _post(client, contract).status_code == 302
    assert _post(client, contract).status_code == 422
    with act_as("uit", "jonas"):
        assert Timeregistrering.objects.filter(kontrakt_id=contract).count() == 1


def test_somebody_elses_contract_is_no_choice(sign_in, contract, act_as):
    answer = _post(sign_in("uit", "amalie"), contract)
    assert answer.status_code == 422
    with act_as("uit", "jonas"):
        assert Timeregistrering.objects.filter(kontrakt_id=contract).count() == 0


@pytest.mark.parametrize(("slug", "who", "status"), [("uit", "jonas", 403), ("uio", "karin", 422)])
def test_only_the_units_leader_approves(sign_in, contract, act_as, slug, who, status):
    _post(sign_in("uit", "jonas"), contract, handling="send")
    with act_as("uit", "ingrid"):
        [sheet] = Timeliste.objects.filter(kontrakt_id=contract)
    answer = sign_in(slug, who).post("/folk/timer/godkjenn/", {"ark": str(sheet.id)})
    assert answer.status_code == status
    with act_as("uit", "ingrid"):
        assert Timeliste.objects.get(id=sheet.id).status == "innsendt"


def test_sent_back_with_a_reason_and_sent_again(sign_in, contract, act_as):
    _post(sign_in("uit", "jonas"), contract, handling="send")
    with act_as("uit", "ingrid"):
        [sheet] = Timeliste.objects.filter(kontrakt_id=contract)
    leader = sign_in("uit", "ingrid")
    empty = leader.post("/folk/timer/godkjenn/", {"tilbake": str(sheet.id), "grunn": ""})
    assert empty.status_code == 422
    leader.post("/folk/timer/godkjenn/", {"tilbake": str(sheet.id), "grunn": "Feil dag"})
    client = sign_in("uit", "jonas")
    assert "ikke sendt" in client.get("/folk/timer/").content.decode()
    client.post("/folk/timer/send/")
    with act_as("uit", "ingrid") as ingrid:
        assert [s.minutter for s in hr.sheets_to_approve(ingrid)] == [480]


def _unsent(page):
    """The addresses where unsent hours are corrected."""
    return re.findall(r'href="(/folk/timer/[0-9a-f-]{36}/)"', page)


def test_unsent_hours_are_corrected_and_deleted_on_their_page(sign_in, contract, act_as):
    client = sign_in("uit", "jonas")
    _post(client, contract)
    [url] = _unsent(client.get("/folk/timer/").content.decode())
    form = client.get(url).content.decode()
    assert 'value="8"' in form
    wrong = client.post(url, TODAY | {"timer": "25"})
    assert wrong.status_code == 422
    assert 'id="f_timer_feil"' in wrong.content.decode()
    right = {"dato": "2026-11-20", "aktivitet": "annet", "annet": "Transkribering", "timer": "1,5"}
    page = client.post(url, right, follow=True).content.decode()
    assert "Timene er rettet, men ikke sendt ennå." in page
    assert "fre. 20. nov. , Transkribering, 1,5 timer" in _plain(page)
    page = client.post(url, {"handling": "slett"}, follow=True).content.decode()
    assert "Timene er slettet." in page
    assert not _unsent(page)
    assert client.get(url).status_code == 404
    with act_as("uit", "jonas"):
        assert Timeregistrering.objects.filter(kontrakt_id=contract).count() == 0


def test_sent_hours_have_no_such_page_and_hours_sent_back_have_with_the_reason(
    sign_in, contract, act_as
):
    client = sign_in("uit", "jonas")
    _post(client, contract)
    [url] = _unsent(client.get("/folk/timer/").content.decode())
    client.post("/folk/timer/send/")
    for answer in (client.get(url, follow=True), client.post(url, TODAY, follow=True),
                   client.post(url, {"handling": "slett"}, follow=True)):  # fmt: skip
        page = answer.content.decode()
        assert "Timene er sendt og kan ikke endres." in page
        assert not _unsent(page)
    with act_as("uit", "ingrid"):
        [sheet] = Timeliste.objects.filter(kontrakt_id=contract)
    leader = sign_in("uit", "ingrid")
    leader.post("/folk/timer/godkjenn/", {"tilbake": str(sheet.id), "grunn": "Feil dag"})
    client = sign_in("uit", "jonas")
    page = client.get("/folk/timer/").content.decode()
    assert _unsent(page) == [url]
    assert "Sendt tilbake Feil dag" in _plain(page)
    assert "Lederen sendte timene tilbake: Feil dag" in _plain(client.get(url).content.decode())
    assert sign_in("uit", "amalie").get(url).status_code == 404


def test_work_that_has_a_name_of_its_own_is_written_once_and_chosen_after(sign_in, contract):
    client = sign_in("uit", "jonas")
    empty = _post(client, contract, aktivitet="annet", annet=" ")
    assert empty.status_code == 422
    assert 'id="f_annet_feil"' in empty.content.decode()
    assert _post(client, contract, aktivitet="Veiledning").status_code == 422
    assert _post(client, contract, aktivitet="annet", annet="Veiledning").status_code == 302
    _post(client, contract, dato="2026-11-20")
    assert 'value="Veiledning"' in client.get("/folk/timer/").content.decode()
    again = _post(client, contract, dato="2026-11-19", aktivitet="Veiledning")
    assert again.status_code == 302


def test_unapproved_hours_are_at_risk_and_an_advance_is_three_clicks(sign_in, contract, act_as):
    _post(sign_in("uit", "jonas"), contract, handling="send")
    leader = sign_in("uit", "ingrid")
    page = leader.get("/folk/risiko/").content.decode()
    assert "Jonas Lyngmo" in page
    assert "Timer venter på godkjenning" in page
    url = f"/folk/risiko/{contract}/forskudd/"
    form = leader.get(url).content.decode()
    # 8 hours at 263.50 is 2 108.00; half of it is kept back.
    assert "8 timer som er ført og ikke betalt" in form
    assert "1\u202f054,00" in form
    data = {"beloep": "5000", "grunn": "Kontrakten kom sent"}
    # 60 hours at 263.50 are 15 810, half is kept: 7 905, which is payroll's limit too.
    limit = "Høyst 7905 kr: timer for 15810 kr er ikke betalt, og 50 % holdes igjen til trekk."
    assert limit in _plain(form.replace("\u202f", ""))
    above = leader.post(url, data | {"beloep": "7906"})
    assert above.status_code == 422
    assert 'id="f_beloep_feil"' in above.content.decode()
    assert leader.post(url, data | {"beloep": "mye"}).status_code == 422
    assert leader.post(url, data).status_code == 302
    page = leader.get("/folk/risiko/").content.decode()
    assert "Bedt om forskudd på 5\u202f000 kr. Lønn har ikke avgjort det ennå" in page.replace(
        "\u00a0", " "
    )
    assert url not in page
    assert leader.post(url, data).status_code == 422
    with act_as("uit", "ingrid"):
        assert [f.beloep_oere for f in Forskudd.objects.all()] == [500_000]


def test_who_has_not_sent_the_hours_is_reminded_once_a_day(sign_in, contract, act_as, now):
    _post(sign_in("uit", "jonas"), contract)
    leader, address = sign_in("uit", "ingrid"), f"/folk/risiko/{contract}/minn/"
    assert address in leader.get("/folk/risiko/").content.decode()
    page = leader.post(address, follow=True).content.decode().replace("\u00a0", " ")
    assert "Minnet om i dag kl. 09.00." in page
    assert address not in page
    again = leader.post(address, follow=True).content.decode()
    assert "Det er alt minnet om timene i dag." in again
    tomorrow = now + timedelta(days=1)
    with act_as("uit", "ingrid", at=tomorrow) as ingrid:
        hr.remind_timer(actor=ingrid, kontrakt_id=contract, now=tomorrow)
        assert Event.objects.filter(type="hr.timer.minnet.v1").count() == 2


@pytest.mark.parametrize(
    ("slug", "who", "status"),
    [("uit", "jonas", 403), ("uit", "okonomi", 403), ("uio", "karin", 404)],
)
def test_an_advance_is_only_for_the_units_own_leader(sign_in, contract, act_as, slug, who, status):
    _post(sign_in("uit", "jonas"), contract, handling="send")
    url = f"/folk/risiko/{contract}/forskudd/"
    answer = sign_in(slug, who).post(url, {"beloep": "100", "grunn": "Kontrakten kom sent"})
    assert answer.status_code == status
    with act_as("uit", "ingrid"):
        assert Forskudd.objects.count() == 0


def test_the_start_page_tells_the_leader(sign_in, contract):
    _post(sign_in("uit", "jonas"), contract, handling="send")
    page = sign_in("uit", "ingrid").get("/").content.decode()
    assert "Kan miste lønna" in page
    assert "Godkjenn 1 timeliste<" in page


def test_the_cards_and_pages_name_the_day_and_the_hour_the_pay_closes(sheet, act_as, now):
    sheet("jonas")
    with act_as("uit", "ingrid") as ingrid:
        [row] = [r for r in ui.tasks(ingrid, now) if r.id == "hr-timer-godkjenn"]
    closes = datetime(2026, 12, 3, 12, tzinfo=OSLO)
    assert row.due_at == closes
    assert row.text.replace("\u00a0", " ") == (
        "Fra Jonas Lyngmo. Uten svar innen torsdag 3. desember 2026 kl. 12.00 rekker de ikke"
        " lønna 11. desember 2026."
    )


@pytest.mark.parametrize("address", ["/folk/timer/godkjenn/", "/folk/risiko/", "/"])
def test_each_page_of_the_cut_off_says_its_hour(sheet, sign_in, address):
    sheet("jonas")
    text = sign_in("uit", "ingrid").get(address).content.decode().replace("\u00a0", " ")
    assert re.search(r"\d+\. \w+ \d{4} kl\. 12\.00", text)
