"""A small world for the engine: what upper modules would register, and the samples installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from conftest import NOW
from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api, registry
from samverk.core.workflow.models import HumanTask, Step
from samverk.core.workflow.tests import samples

PARAMETERS = {
    "ansettelse_til_loenn": {"frist_bdm": {"standard": "P3D", "min": "P1D", "max": "P10D"}},
    "behov_til_betaling": {"toleranse_faktura": {"standard": "0", "min": "0", "max": "500"}},
}
VALID_FROM = date(2026, 1, 1)


@dataclass
class World:
    """Where the registered functions read and write in these tests."""

    facts: dict[str, dict] = field(default_factory=dict)
    ran: list[tuple[str, UUID]] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    keys: dict[str, dict[str, UUID]] = field(default_factory=dict)

    def handler(self, name):
        def run(actor, step, now):
            if name in self.failing:
                raise RuntimeError("hemmelig 01010112345")
            self.ran.append((name, step.step_id))
            return self.keys.get(name)

        return run


def starter(actor, case, on):
    return [case.started_by]


def subject(actor, case, on):
    found = access.bruker_for_party(actor, case.gjelder_party_id)
    return [found.id] if found else []


ROLES = {
    "bestiller": {"resolver": starter},
    "behovshaver": {"resolver": starter},
    "kandidat": {"resolver": subject, "is_subject": True},
    "bdm": {"access_role": "bdm", "capability": "okonomi.bilag.bdm"},
    "ansettelsesraad": {"access_role": "ansettelsesraad"},
    "hr_fakultet": {"access_role": "hr_saksbehandler"},
    "innkjoeper": {"access_role": "oekonomikonsulent"},
    "fakturaansvarlig": {"access_role": "oekonomikonsulent"},
}


@pytest.fixture
def world(monkeypatch):
    """Register everything the samples name; undone after the test."""
    return registered(monkeypatch)


def registered(monkeypatch):
    for name in ("roles", "forms", "handlers", "decision_readers", "references", "event_types"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    monkeypatch.setattr(registry, "conflict_checks", [])
    made = World()
    for code, more in ROLES.items():
        names = ("leder (BDM)", "leiar (BDM)", "manager") if code == "bdm" else (code,) * 3
        api.register_role(code, names=names, **more)
    for name in samples.NAMES:
        for node in samples.definition(name).nodes.values():
            if node.skjema:
                api.register_form(
                    node.skjema, url=lambda task, case: f"/oppgaver/{task}/",
                    titles=lambda actor, cases: {
                        c.objekt_id: f"Sak {c.objekt_type}" for c in cases
                    },
                )  # fmt: skip
            if node.handling and node.handling != "flyt.varsle_overordnet":
                api.register_handler(node.handling, made.handler(node.handling))
    for table in samples.tables():
        api.register_decision_reader(
            table.noekkel, lambda actor, case, on, key=table.noekkel: made.facts[key]
        )
    figures = {"innslag": 100_000, "nasjonal": 1_300_000, "eos": 1_490_000}
    api.register_reference("anskaffelse", lambda actor, name, on: figures.get(name))
    api.register_event_type("payroll.loenn.utbetalt.v1", keys=("arbeidsforhold",))
    api.register_event_type("finance.faktura.mottatt.v1", keys=("ordre",))
    made.facts["godkjenningsvei"] = {"stillingstype": "timeloenn", "over_seks_maaneder": False}
    made.facts["innkjoepsvei"] = {"rammeavtale": True, "beloep": "100"}
    made.facts["treveis_match"] = {"ordre_finnes": True, "mottatt": True, "avvik_beloep": "0"}
    made.keys["hr.registrer_ansettelse"] = {"arbeidsforhold": uuid4()}
    return made


def scenarios_of(name):
    import json

    path = samples.FOLDER / f"{name}.scenarier.json"
    return json.loads(path.read_text("utf-8"))


def draft_of(name, **more):
    is_fragment = name.startswith("lokal")
    return api.Draft(
        samples.xml(name), {} if is_fragment else scenarios_of(name),
        PARAMETERS.get(name, {}), file=f"{name}.bpmn", is_fragment=is_fragment, **more,
    )  # fmt: skip


def install_samples(now):
    """Publish the samples nationally as BOTT; returns definition ids by name."""
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=now - timedelta(days=30)):
        for table in samples.tables():
            api.install_table(
                actor=bott, tabell=samples.table_data(table.noekkel), vedtaksref="UDIR-BOTT 1/26",
                now=now,
            )  # fmt: skip
        return {
            name: api.install_definition(
                actor=bott, draft=draft_of(name), vedtaksref="UDIR-BOTT 1/26",
                gyldig_fra=VALID_FROM, now=now,
            )
            for name in sorted(samples.NAMES, reverse=True)
        }  # fmt: skip


@pytest.fixture(scope="module")
def samples_installed(django_db_setup, django_db_blocker):
    """The samples, published once for the tests of a file, which each undo only what they add.

    Not for a file where some test takes a database of its own (it leaves the connection), or asks
    for one with nothing published.
    """
    with (
        django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch,
    ):  # fmt: skip
        registered(patch)
        found = install_samples(NOW)
        patch.undo()
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def installed(samples_installed, db, world):
    """The samples published nationally by BOTT; definition ids by name."""
    return dict(samples_installed)


@dataclass
class Cast:
    """Shorthand for acting as named people at UiT."""

    act_as: object
    now: object
    slug: str = "uit"

    def bruker(self, name):
        with self.act_as(self.slug, name) as actor:
            return actor

    def unit(self, name):
        with self.act_as(self.slug, name) as actor:
            grants = [g for g in api_grants(actor) if g.enhet_id]
            return grants[0].enhet_id

    def start(self, who="ola", definition="ansettelse_til_loenn", subject="jonas", **more):
        unit = more.pop("unit", None) or self.unit("ingrid")
        party = self.bruker(subject).party_id if subject else None
        with self.act_as(self.slug, who, more.pop("at", self.now)) as actor:
            return api.start_process(
                actor=actor, definition=definition,
                objekt_type=more.pop("objekt_type", "ansettelse"),
                objekt_id=more.pop("objekt_id", uuid4()), enhet_id=unit, gjelder_party_id=party,
                now=more.pop("now", self.now), **more,
            )  # fmt: skip

    def task(self, instance, node):
        with self.act_as(self.slug, "ola") as actor:
            found = HumanTask.objects.filter(
                tenant_id=actor.tenant_id, instance_id=instance, node=node
            )
            return found.order_by("created_at", "id").last()

    def do(self, who, instance, node, outcome=None, at=None, **more):
        at = at or self.now
        task = self.task(instance, node)
        with self.act_as(self.slug, who, at) as actor:
            return api.complete_task(actor=actor, task_id=task.id, outcome=outcome, now=at, **more)

    def drain(self, at=None):
        return api.drain(tenant_by_slug(self.slug), at or self.now)

    def steps(self, instance):
        with self.act_as(self.slug, "ola") as actor:
            return list(
                Step.objects.filter(tenant_id=actor.tenant_id, instance_id=instance).order_by("nr")
            )

    def open_nodes(self, instance):
        return [
            f"{s.scope}/{s.node}".lstrip("/") for s in self.steps(instance) if s.status == "aapen"
        ]

    def progress(self, instance, language="nb"):
        with self.act_as(self.slug, "ola") as actor:
            return api.list_steps(
                api.progress(actor, instance, language=language), language=language
            )


def api_grants(actor):
    return access.my_grants(actor)


@pytest.fixture
def uit(act_as, now, installed):
    return Cast(act_as, now)


@pytest.fixture
def root_unit():
    def found(actor, on):
        return organisation.root(actor.tenant_id, on=on).id

    return found
