"""The accountant's way: figure → voucher → pay line → contract → case, one click each."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.audit.api import who_has_seen
from samverk.core.organisation import api as organisation
from samverk.core.periods import Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.payroll import api as payroll
from samverk.payroll.tests.people import TABLE_8010, confirm_all, give_card
from samverk.processes import api as processes

pytestmark = pytest.mark.django_db
UNIT = "Institutt for sammenliknende politikk"
ACCOUNT = "86011117947"
START = date(2026, 11, 2)
TZ = ZoneInfo("Europe/Oslo")
ORDERED = datetime(2026, 10, 28, 9, 0, tzinfo=TZ)
WORKED = datetime(2026, 11, 3, 9, 0, tzinfo=TZ)
PAID = datetime(2026, 11, 4, 9, 0, tzinfo=TZ)


def _drain(now):
    for _ in range(5):
        workflow.drain(tenant_by_slug("uib"), now)


@pytest.fixture
def hired(act_as):
    """Ida, ordered by Terje, approved by Wenche, signed; eight hours done and approved."""
    tenant = tenant_by_slug("uib")
    with access.acting(access.visitor(tenant), now=ORDERED):
        ida = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn="ida").party_id
    with act_as("uib", "terje", ORDERED) as terje:
        units = organisation.enheter(terje.tenant_id, on=START)
        unit = next(u for u in units if u.navn == UNIT)
        hire, sak = processes.order_hire(
            actor=terje, now=ORDERED,
            order=hr.NyAnsettelse(
                enhet_id=unit.id, emne="Seminarleder i SAMPOL115", stillingskode="1017",
                tittel="Seminarleder", minutter=60 * 60, timesats_oere=26350,
                gyldig=Period(START, date(2026, 12, 19)), koststed=unit.koststed, party_id=ida,
                lovhjemmel="statsansatteloven § 9 første ledd bokstav b",
            ),
        )  # fmt: skip
    with act_as("uib", "wenche", ORDERED) as wenche:
        [task] = workflow.inbox(wenche, now=ORDERED).tasks
        processes.approve_hire(actor=wenche, task_id=task.id, now=ORDERED)
    _drain(ORDERED)
    with act_as("uib", "ida", ORDERED) as person:
        contract = hr.kontrakt_for_ansettelse(person, hire)
        hr.sign_kontrakt(
            actor=person, kontrakt_id=contract.id, now=ORDERED,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Askøy", ACCOUNT
            ),
        )  # fmt: skip
    _drain(ORDERED)
    with act_as("uib", "ida", WORKED) as person:
        hr.foer_timer(
            actor=person, kontrakt_id=contract.id, now=WORKED, og_send=True,
            timer=hr.NyeTimer(START, 8 * 60, "undervisning"),
        )  # fmt: skip
    with act_as("uib", "wenche", WORKED) as wenche:
        sheets = [sheet.id for sheet in hr.sheets_to_approve(wenche)]
        hr.approve_timer(actor=wenche, timeliste_ids=sheets, now=WORKED)
    with act_as("uib", "lonn", WORKED) as payer:
        give_card(payer, ida, TABLE_8010)
    return {"sak": sak, "nummer": contract.nummer, "ida": ida, "unit": unit.id}


@pytest.fixture
def posted(act_as, hired):
    """The November run of the real facts, approved, paid by two and posted."""
    with act_as("uib", "lonn", PAID) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=PAID
        )
        payroll.calculate_loennskjoering(actor=actor, kjoering_id=run, now=PAID)
        payroll.control_loennskjoering(actor=actor, kjoering_id=run, now=PAID)
    confirm_all(act_as, "uib", run, PAID)
    with act_as("uib", "lonnsleder", PAID) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=run, now=PAID)
    with act_as("uib", "okonomi", PAID) as actor:
        finance.install_chart(actor=actor, fra=date(2026, 1, 1), now=PAID)
        finance.open_year(actor=actor, year=2026, now=PAID)
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer="12345678911", begrunnelse="Kontoen fra banken", now=PAID
        )
    for user in ("okonomi", "direktor"):
        with act_as("uib", user, PAID) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=run, now=PAID)
    with act_as("uib", "okonomi", PAID) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=run, now=PAID)
    return run


def _follow(client, address, pattern):
    """Open a page as a person would, and return the first link on it that fits."""
    page = client.get(address, follow=True)
    assert page.status_code == 200, address
    text = page.content.decode()
    found = re.search(rf'href="({pattern})"', text)
    assert found, f"{address} has no link like {pattern}"
    return found[1].replace("&amp;", "&"), text


def _line(act_as, hired, posted):
    with act_as("uib", "lonn", PAID) as actor:
        lines = payroll.linjer_bak_bilag(actor, posted, hired["unit"])
    return next(line.id for line in lines if line.loennsart == "1010")


def test_five_clicks_from_figure_to_case(sign_in, act_as, hired, posted):
    accountant = sign_in("uib", "okonomi")
    voucher, _ = _follow(accountant, _account(accountant), r"/regnskap/bilag/[0-9a-f-]{36}/")
    lines, _ = _follow(
        accountant, voucher, r"/lonn/(?:bilag/|kjoringer/[0-9a-f-]{36}/bilag/)[0-9a-f-]{36}/"
    )
    basis, _ = _follow(accountant, lines, r"/lonn/linjer/[0-9a-f-]{36}/grunnlag/")
    case, text = _follow(accountant, basis, r"/lonn/linjer/[0-9a-f-]{36}/sak/")
    for seen in (
        f"T1 {hired['nummer']}/1", "Seminarleder i SAMPOL115", "263,50", "Terje Ålvik",
        "Wenche Hope", "Ida Myking",
    ):  # fmt: skip
        assert seen in text, seen
    for hidden in (ACCOUNT, ACCOUNT[-4:], "Askøy", _net(act_as, posted)):
        assert hidden not in text, hidden
    back, text = _follow(accountant, case, r"/lonn/linjer/[0-9a-f-]{36}/grunnlag/")
    assert back == basis
    for seen in ("2026/1", "Arbeidsavtale, signert", "Steg for steg", "godkjenningsvei"):
        assert seen in text, seen
    assert "/arkiv/dokument/" not in text
    assert f"/saker/{hired['sak']}/" not in text
    assert accountant.get(f"/saker/{hired['sak']}/").status_code == 404


def _net(act_as, posted):
    """What Ida was paid, as a page would write it: 2 108,00 less tax and pension."""
    with act_as("uib", "ida", PAID) as ida:
        [slip] = payroll.my_slips(ida)
    assert slip.netto_oere == 2_065_84
    return "2\u202f065"


def _account(client):
    """The cost account of hourly pay in the trial balance."""
    address, _ = _follow(client, "/regnskap/", r"/regnskap/konto/5\d+/[^\"]*")
    return address


def test_the_person_is_told_who_looked(sign_in, act_as, hired, posted):
    line = _line(act_as, hired, posted)
    accountant = sign_in("uib", "okonomi")
    assert accountant.get(f"/lonn/linjer/{line}/grunnlag/").status_code == 200
    assert accountant.get(f"/lonn/linjer/{line}/sak/").status_code == 200
    with act_as("uib", "ida", clock.now() + timedelta(minutes=1)) as ida:
        seen = [read.objekt_type for read in who_has_seen(ida)]
    assert seen.count("hr.kontrakt") == 1
    assert seen.count("cases.sak") == 1


@pytest.mark.parametrize(
    ("slug", "user"),
    [
        ("uit", "okonomi"),  # the accountant of another university
        ("uib", "lonn"),  # pay vouchers are not enough without the ledger
        ("uib", "direktor"),  # nor is releasing the money
        ("uib", "terje"),
    ],
)
def test_nobody_else_gets_there(sign_in, act_as, hired, posted, slug, user):
    line = _line(act_as, hired, posted)
    client = sign_in(slug, user)
    for page in ("grunnlag", "sak"):
        assert client.get(f"/lonn/linjer/{line}/{page}/").status_code == 404
    with act_as("uib", "ida", clock.now() + timedelta(minutes=1)) as ida:
        assert {"hr.kontrakt", "cases.sak"}.isdisjoint(r.objekt_type for r in who_has_seen(ida))


def test_a_line_that_is_not_posted_documents_nothing(sign_in, act_as, hired):
    with act_as("uib", "lonn", PAID) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=PAID
        )
        payroll.calculate_loennskjoering(actor=actor, kjoering_id=run, now=PAID)
    line = _line(act_as, hired, run)
    accountant = sign_in("uib", "okonomi")
    assert accountant.get(f"/lonn/linjer/{line}/grunnlag/").status_code == 404
    page = accountant.get(f"/lonn/kjoringer/{run}/bilag/{hired['unit']}/").content.decode()
    assert "/lonn/linjer/" not in page
    assert "Når kjøringen er bokført, fører navnet til kontrakten og saken." in page
