"""Open cases to a newer version: tried case by case, agreed by two, moved; others' cases stay."""

import re
from datetime import date

import pytest
import yaml

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.jobs.models import Job
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.core.workflow.models import MigrationPlan, ProcessInstance
from samverk.processes import install
from samverk.processes.hire_to_pay.order import order_hire
from samverk.processes.tests.test_another_job import ISV, an_order, unit_of
from samverk.processes.web import moving

KEY = "hire_to_pay"
HERE = f"/prosesser/{KEY}/flytting/"
FOLDER = install.HERE / KEY


@pytest.fixture(autouse=True)
def today(db, now):
    with clock.fixed(now):
        yield


@pytest.fixture
def case(act_as, now):
    """Jonas, ordered by Ola; the case waits for the leader on version 1."""
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as machine:
        jonas = parties.search_persons(machine.tenant_id, "Jonas Lyngmo")[0].id
        unit = unit_of(ISV, now)
    with act_as("uit", "ola") as ola:
        order_hire(actor=ola, order=an_order(unit, jonas), now=now)
        return ProcessInstance.objects.get(tenant_id=ola.tenant_id).id


def _published(now, *changes, words=()):
    """A newer national version."""
    xml = (FOLDER / "process.bpmn").read_text("utf-8")
    scenarios = (FOLDER / "scenarios.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in xml
        xml = xml.replace(old, new)
    for old, new in words:
        scenarios = re.sub(rf"\b{old}\b", new, scenarios)
    with access.acting(access.service_actor(tenant_by_slug("bott")), now=now) as bott:
        return workflow.install_definition(
            actor=bott, vedtaksref="UDIR-BOTT 9/26", gyldig_fra=date(2026, 11, 1), now=now,
            draft=workflow.Draft(
                xml=xml.encode(), scenarier=yaml.safe_load(scenarios),
                parametre=install.PARAMETERS[KEY], endringsnotat="Ny versjon",
            ),
        )  # fmt: skip


@pytest.fixture
def renamed(case, now):
    """Version 2: the leader's step has a new id."""
    marks = ("id", "attachedToRef", "targetRef", "sourceRef", "bpmnElement")
    pairs = [(f'{mark}="bdm"', f'{mark}="leder"') for mark in marks]
    return _published(now, *pairs, words=[("bdm", "leder")])


def _version_of(act_as, case):
    with act_as("uit", "hrleder") as actor:
        return ProcessInstance.objects.get(tenant_id=actor.tenant_id, id=case).definition_id


def _plan(sign_in, act_as, case, who="hrleder", **chosen):
    old = _version_of(act_as, case)
    return sign_in("uit", who).post(f"{HERE}{old}/", chosen).headers["Location"]


def test_a_case_that_lacks_its_step_is_named_with_why_and_stays(sign_in, act_as, case, renamed):
    client = sign_in("uit", "hrleder")
    page = client.get(HERE).content.decode()
    assert "1 åpen sak" in page
    old = _version_of(act_as, case)
    assert "Leder godkjenner" in client.get(f"{HERE}{old}/").content.decode()
    there = _plan(sign_in, act_as, case)
    text = client.get(there).content.decode()
    assert "0 av 1 åpne saker kan flyttes nå." in text
    assert "Jonas Lyngmo" in text
    assert "«Leder godkjenner» finnes ikke i den nye versjonen." in text
    other = sign_in("uit", "personvern")
    other.post(there, {"handling": "godkjenn"})
    assert (
        "0 saker er flyttet."
        in other.post(there, {"handling": "flytt"}, follow=True).content.decode()
    )
    assert _version_of(act_as, case) == old


def test_a_mapped_case_is_moved_when_another_has_approved(sign_in, act_as, case, renamed):
    there, old = _plan(sign_in, act_as, case, steg_bdm="leder"), _version_of(act_as, case)
    own = sign_in("uit", "hrleder")
    assert "1 av 1 åpne saker kan flyttes nå." in own.get(there).content.decode()
    refused = own.post(there, {"handling": "godkjenn"}, follow=True).content.decode()
    assert "Planen må godkjennes av en annen enn den som laget den." in refused
    too_soon = own.post(there, {"handling": "flytt"}, follow=True).content.decode()
    assert "Planen er ikke godkjent." in too_soon
    assert _version_of(act_as, case) == old
    other = sign_in("uit", "personvern")
    agreed = other.post(there, {"handling": "godkjenn"}, follow=True).content.decode()
    assert "Flytt 1 sak" in agreed
    moved = other.post(there, {"handling": "flytt"}, follow=True).content.decode()
    assert "1 sak er flyttet." in moved
    assert _version_of(act_as, case) == renamed
    with act_as("uit", "ingrid") as ingrid:
        [task] = workflow.inbox(ingrid, now=clock.now()).tasks
        assert task.node == "leder"


def test_many_cases_are_moved_as_long_work(sign_in, act_as, case, renamed, monkeypatch, now):
    there = _plan(sign_in, act_as, case, steg_bdm="leder")
    client = sign_in("uit", "personvern")
    client.post(there, {"handling": "godkjenn"})
    monkeypatch.setattr(moving, "LONG_FROM", 1)
    page = client.post(there, {"handling": "flytt"}, follow=True).content.decode()
    assert "Sakene flyttes" in page
    told = []
    with act_as("uit", "personvern") as actor:
        assert Job.objects.get(objekt_id=there.split("/")[-2]).status == "venter"
        done = moving.move(
            actor=actor, plan_id=MigrationPlan.objects.get().id, now=now,
            tell=lambda n, total: told.append((n, total)),
        )  # fmt: skip
    assert (done, told) == (1, [(1, 1)])
    assert _version_of(act_as, case) == renamed


def test_without_the_right_in_another_tenant_and_unknown(sign_in, act_as, case, renamed):
    there, old = _plan(sign_in, act_as, case), _version_of(act_as, case)
    assert sign_in("uio", "hrleder").get(there).status_code == 404
    assert "Ingen åpne saker" in sign_in("uio", "hrleder").get(HERE).content.decode()
    client = sign_in("uit", "ola")
    for address in (HERE, f"{HERE}{old}/", there):
        assert client.get(address).status_code == 403
    assert client.post(there, {"handling": "flytt"}).status_code == 403
    assert sign_in("uit", "hrleder").get(f"{HERE}{renamed}/").status_code == 404
    assert _version_of(act_as, case) == old
