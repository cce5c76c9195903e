"""Every step page says who ordered, whom it waits for and since when, and has the drawing."""

import re
from datetime import date
from uuid import UUID

import pytest

from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes import api
from samverk.processes.tests.test_another_job import ISV, an_order, machine, unit_of

pytestmark = pytest.mark.django_db
HERE = 'aria-current="step"'


@pytest.fixture
def ordered(act_as, now) -> tuple[UUID, UUID]:
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with act_as("uit", "ola") as ola:
        return api.order_hire(actor=ola, order=an_order(unit_of(ISV, now), person), now=now)


def open_task(hire, now):
    with machine(now) as actor:
        instance = hr.ansettelse(actor, hire).instans_id
        [task] = workflow.tasks_of_instance(actor, instance, now=now)
        return task


def drain(now):
    for _ in range(5):
        workflow.drain(tenant_by_slug("uit"), now)


def text_of(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode().replace("\u00a0", " ")


def test_the_approver_reads_who_ordered_and_where_the_case_is(sign_in, ordered, now):
    task = open_task(ordered[0], now)
    text = text_of(sign_in("uit", "ingrid"), f"/prosesser/oppgave/{task.id}/")
    assert re.search(r"Bestilt av Ola Fjeldvær [^<]* kl\. 09\.00\.", text)
    assert (
        "Saken venter på Ingrid Solbakken, leder med budsjett, siden 23. november 2026."
        " Frist 26. november 2026."
    ) in text
    assert f'href="/saker/{ordered[1]}/"' in text
    assert HERE in text
    assert '<svg xmlns="http://www.w3.org/2000/svg" role="img"' in text


def test_the_case_says_since_when_samverk_works_and_who_comes_next(act_as, sign_in, ordered, now):
    task = open_task(ordered[0], now)
    with act_as("uit", "ingrid") as ingrid:
        api.approve_hire(actor=ingrid, task_id=task.id, now=now)
    ola = sign_in("uit", "ola")
    text = text_of(ola, f"/saker/{ordered[1]}/")
    assert (
        "Samverk arbeider med saken siden 23. november 2026 kl. 09.00."
        " Deretter: Kandidaten signerer."
    ) in text
    assert f'hx-get="/saker/{ordered[1]}/flyttet/"' in text
    waiting = ola.get(f"/saker/{ordered[1]}/flyttet/")
    assert (waiting.status_code, waiting.content, "HX-Refresh" in waiting) == (204, b"", False)
    drain(now)
    assert ola.get(f"/saker/{ordered[1]}/flyttet/")["HX-Refresh"] == "true"
    text = text_of(ola, f"/saker/{ordered[1]}/")
    assert "Saken venter på Jonas Lyngmo, kandidaten, siden 23. november 2026." in text
    assert "hx-get=" not in text.split('id="na"')[0].rsplit("<section", 1)[1]


def test_the_signer_sees_where_the_case_is(act_as, sign_in, ordered, now):
    with act_as("uit", "ingrid") as ingrid:
        api.approve_hire(actor=ingrid, task_id=open_task(ordered[0], now).id, now=now)
    drain(now)
    with machine(now) as actor:
        contract = hr.kontrakt_for_ansettelse(actor, ordered[0])
    text = text_of(sign_in("uit", "jonas"), f"/folk/kontrakt/{contract.id}/")
    assert "Saken venter på Jonas Lyngmo, kandidaten, siden 23. november 2026." in text
    assert HERE in text


def test_sent_hours_say_whom_they_wait_for_since_when_on_both_sides(act_as, sign_in, ordered, now):
    with act_as("uit", "ingrid") as ingrid:
        api.approve_hire(actor=ingrid, task_id=open_task(ordered[0], now).id, now=now)
    later = now.replace(day=26)
    drain(now)
    with machine(now) as actor:
        contract = hr.kontrakt_for_ansettelse(actor, ordered[0])
    with act_as("uit", "jonas") as jonas:
        hr.sign_kontrakt(
            actor=jonas, kontrakt_id=contract.id, now=now,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Tromsø", "15032080119"
            ),
        )  # fmt: skip
    with act_as("uit", "jonas", later) as jonas:
        hr.foer_timer(
            actor=jonas, kontrakt_id=contract.id, now=later, og_send=True,
            timer=hr.NyeTimer(dato=date(2026, 11, 25), minutter=120, aktivitet="Seminar"),
        )  # fmt: skip
    text = text_of(sign_in("uit", "jonas"), "/folk/timer/")
    assert "2 timer i Seminarleder i STV-2510 venter på Ingrid Solbakken siden" in text
    assert HERE in text
    text = text_of(sign_in("uit", "ingrid"), "/folk/timer/godkjenn/")
    assert "Har ventet på svar siden" in text
    assert f'href="/saker/{ordered[1]}/#diagram"' in text
