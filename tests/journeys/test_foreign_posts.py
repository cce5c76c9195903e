"""People of another university, with the right role there and a valid token: no act reaches here.

The world is one hire at UiT with all that hangs on it. People of UiO send the form of every act of
the journey at its real address; afterwards not one row of either university differs.
"""

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.finance import api as finance
from samverk.finance.tests.conftest import EQUIPMENT, new_voucher, set_up
from samverk.hr import api as hr
from samverk.hr.tests.conftest import eight
from samverk.payroll import api as payroll
from samverk.processes import api as processes
from tests.journeys.test_hire_to_pay import _drain, _order, _party, _task

pytestmark = pytest.mark.django_db
UNIT = "Institutt for samfunnsvitenskap"
ACTS = ("beregn", "kontroller", "godkjenn", "betal", "bokfoer", "meld", "lukk")

# Who at UiO, where, with what: an address with an id of UiT does not exist, 404. Where the id is in
# the form the page is theirs, and the id is refused like any that is not a choice: 422.
POSTS = [
    ("yusuf", "/prosesser/ansett/", {"handling": "send", "person": "jonas", "enhet": "enhet"}, 422),
    ("karin", "/prosesser/oppgave/{task}/", {"handling": "godkjenn"}, 404),
    ("karin", "/prosesser/oppgave/{task}/", {"handling": "tilbake", "grunn": "Nei nei"}, 404),
    ("karin", "/prosesser/purr/{task}/", {}, 404),
    ("karin", "/prosesser/ta/{task}/", {"handling": "ta"}, 404),
    ("karin", "/prosesser/ta/{task}/", {"handling": "slipp"}, 404),
    ("karin", "/prosesser/gi/{task}/", {"kollega": "jonas", "melding": "Ta denne"}, 404),
    ("sara", "/folk/kontrakt/{kontrakt}/",
     {"skattekommune": "Oslo", "kontonummer": "86011117947"}, 404),
    ("sara", "/folk/kontrakt/{kontrakt}/kjent/", {"mitt_fnr": "15908099999"}, 404),
    ("sara", "/folk/kontrakt/{kontrakt}/hent/{uit}/", {"felt": "kontonummer"}, 404),
    ("sara", "/folk/meg/konto/{kontoendring}/{merke}/", {}, 422),
    ("sara", "/folk/timer/", {"kontrakt": "signert", "dato": "2026-11-20", "timer": "2"}, 422),
    ("karin", "/folk/timer/godkjenn/", {"ark": "ark"}, 422),
    ("karin", "/folk/timer/godkjenn/", {"tilbake": "ark", "grunn": "Feil dag"}, 422),
    ("karin", "/folk/risiko/{signert}/forskudd/", {"beloep": "100", "grunn": "Nød"}, 404),
    *(("lonn", f"/lonn/kjoringer/{{run}}/{act}/", {}, 404) for act in ACTS),
    *(("lonnsleder", f"/lonn/kjoringer/{{run}}/{act}/", {}, 404) for act in ACTS),
    *(("direktor", f"/lonn/kjoringer/{{run}}/{act}/", {}, 404) for act in ACTS),
    ("lonn", "/lonn/kjoringer/{run}/funn/konto_mangler/",
     {"ta_ut": "jonas", "forklaring": "Mangler konto"}, 404),
    ("lonn", "/lonn/kjoringer/{run}/innvilg/", {"beloep": "100", "grunn": "Mindre"}, 404),
    ("lonn", "/lonn/kjoringer/{run}/avslaa/", {"grunn": "Lønna rekker"}, 404),
    ("okonomi", "/regnskap/bilag/{voucher}/", {"dato": "2026-11-23", "begrunnelse": "Feil"}, 404),
    *(("direktor", "/regnskap/betalinger/{batch}/", {"handling": h, "merknad": "Nei nei"}, 404)
      for h in ("frigi", "stans", "betalt", "avvist")),
    ("okonomi", "/regnskap/betalinger/{batch}/fil/", {}, 404),
    ("direktor", "/regnskap/perioder/", {"handling": "bekreft", "endring": "periode"}, 422),
    ("okonomi", "/regnskap/perioder/", {"handling": "trekk", "endring": "periode"}, 422),
    *(("hr", f"/saker/{{sak}}/{act}/",
       {"tekst": "Hei", "mottaker": "Jonas Lyngmo", "tittel": "Svar", "avskriv": "on"}, 404)
      for act in ("notat", "avslutt", "feil", "brev", "dokument")),
    ("arkiv", "/arkiv/journalpost/{post}/", {"handling": "J"}, 404),
]  # fmt: skip


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def world(act_as, now):
    """One hire that waits for approval, one that waits for signature, hours, run, books, file."""
    jonas = _party("uit", "jonas", now)
    found = {"jonas": jonas}
    with act_as("uit", "ola") as ola:
        first, _sak = processes.order_hire(actor=ola, order=_order(ola, jonas, UNIT), now=now)
    with act_as("uit", "ingrid") as ingrid:
        processes.approve_hire(actor=ingrid, task_id=_task(ingrid, now).id, now=now)
    _drain(now)
    with act_as("uit", "jonas") as person:
        signed = hr.kontrakt_for_ansettelse(person, first).id
        identity = hr.Identitet("demo", "demo", "Samverk demo")
        hr.sign_kontrakt(
            actor=person, kontrakt_id=signed, now=now,
            signering=hr.Signering(identity, "Tromsø", "86011117947"),
        )  # fmt: skip
    _drain(now)
    again = now.replace(day=26)
    with act_as("uit", "jonas", again) as person:
        hr.foer_timer(
            actor=person, kontrakt_id=signed, timer=eight(date(2026, 11, 25)), now=again,
            og_send=True,
        )  # fmt: skip
        change = hr.request_kontoendring(actor=person, kontonummer="15032080208", now=again)
    with act_as("uit", "ingrid") as ingrid:
        found |= {"ark": hr.sheets_to_approve(ingrid)[0].id, "signert": signed}
    found |= {
        "kontoendring": change, "merke": hr.mark_of(change), "uit": tenant_by_slug("uit").id,
    }  # fmt: skip
    return found | _hires(act_as, now, jonas, first) | _money(act_as, now, jonas)


def _hires(act_as, now, jonas, first):
    """One more hire with its contract sent, and one that waits for the leader."""
    found, before = {}, [first]
    for approved in (True, False):
        with act_as("uit", "ola") as ola:
            hire, sak_id = processes.order_hire(
                actor=ola, now=now,
                order=_order(
                    ola, jonas, UNIT, emne=f"STV-{approved}", annen_jobb_enn=tuple(before)
                ),
            )  # fmt: skip
            before.append(hire)
            sak = cases.sak(ola, sak_id)
            [task] = workflow.tasks_of_instance(ola, sak.instans_id, now=now)
            found |= {"task": task.id, "sak": sak_id, "enhet": hr.ansettelse(ola, hire).enhet_id}
        if approved:
            with act_as("uit", "ingrid") as ingrid:
                processes.approve_hire(actor=ingrid, task_id=task.id, now=now)
            _drain(now)
            with act_as("uit", "jonas") as person:
                found["kontrakt"] = hr.kontrakt_for_ansettelse(person, hire).id
            with act_as("uit", "arkiv") as keeper:
                found["post"] = archive.journalposter(keeper, sak.mappe.id)[0].id
    return found


def _money(act_as, now, jonas):
    with act_as("uit", "okonomi") as actor:
        set_up(actor, now)
        [voucher] = finance.post_vouchers(
            actor=actor, vouchers=[new_voucher(EQUIPMENT)], series="4", now=now
        )
        change = finance.close_period(
            actor=actor, periode=202611, begrunnelse="Avstemt mot banken", now=now
        )
    with act_as("uit", "lonn") as actor:
        run = payroll.open_loennskjoering(actor=actor, art="ordinaer", aar=2026, maaned=12, now=now)
        payment = finance.NewPayment(
            party_id=jonas, navn="Jonas Lyngmo", kontonummer="86011117947", beloep_oere=671_600,
            melding="Lønn",
        )  # fmt: skip
        batch = finance.create_payment_batch(
            actor=actor, art="lonn", forfall=date(2026, 12, 11), payments=[payment], now=now,
            debtor=finance.Debtor("UiT", "970422528", "86011117947"), source=("test", "1"),
        )  # fmt: skip
    return {"run": run, "voucher": voucher.voucher_id, "periode": change, "batch": batch}


def _rows(slug, now):
    """Return a digest per table of all that a university holds."""
    with (
        access.acting(access.service_actor(tenant_by_slug(slug)), now=now),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition AND a.attname = 'tenant_id'"
            " AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"
        )
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {name} t")
            found[name] = cursor.fetchone()
        return found


def _send(client, address, fields):
    client.get("/")
    token = client.cookies["csrftoken"].value
    return client.post(address, fields | {"csrfmiddlewaretoken": token}).status_code


def test_no_act_of_another_university_reaches_here(world, sign_in, now):
    filled = [
        (who, path.format(**world), {k: str(world.get(v, v)) for k, v in fields.items()}, status)
        for who, path, fields, status in POSTS
    ]
    before = {slug: _rows(slug, now) for slug in ("uit", "uio")}
    for who, address, fields, _status in filled:
        client = sign_in("uio", who)
        assert client.post(address, fields).status_code == 403, "without a token"
    answers = [
        (who, address, fields, _send(sign_in("uio", who), address, fields))
        for who, address, fields, _status in filled
    ]
    assert answers == filled
    after = {slug: _rows(slug, now) for slug in ("uit", "uio")}
    assert after == before
    assert before["uit"]["hr_ansettelse"][0] == 3, "the world holds what is aimed at"


def test_the_same_forms_are_taken_from_those_they_wait_for(world, sign_in, now):
    """The table aims at addresses that work: what is refused above is an act here."""
    sent = {
        "/prosesser/purr/{task}/": ("ola", {}, 302),
        "/prosesser/oppgave/{task}/": (
            "ingrid", {"handling": "tilbake", "grunn": "For mange timer"}, 302,
        ),
        "/folk/kontrakt/{kontrakt}/": ("jonas", {"skattekommune": "Tromsø"}, 302),
        "/folk/meg/konto/{kontoendring}/{merke}/": ("jonas", {}, 302),
        "/saker/{sak}/notat/": ("hr", {"tekst": "Hei"}, 302),
        "/folk/timer/godkjenn/": ("ingrid", {"ark": str(world["ark"])}, 302),
        "/regnskap/betalinger/{batch}/": ("okonomi", {"handling": "frigi"}, 302),
        "/regnskap/perioder/": (
            "direktor", {"handling": "bekreft", "endring": str(world["periode"])}, 302,
        ),
    }  # fmt: skip
    for path, (who, fields, status) in sent.items():
        answer = _send(sign_in("uit", who), path.format(**world), fields)
        assert (path, answer) == (path, status)
