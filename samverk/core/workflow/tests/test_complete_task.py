"""Doing a task: by the right person, once, with its trail; and the database says no as well."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from samverk.core.audit.models import Spor
from samverk.core.outbox.api import Event
from samverk.core.provenance.api import FieldProvenance
from samverk.core.provenance.models import Innsending
from samverk.core.workflow import api, registry
from samverk.core.workflow.models import HumanTask, Step, TaskCandidate
from samverk.core.workflow.queries import candidates


def test_doing_a_task_moves_the_case_in_one_act(uit, act_as):
    instance = uit.start("ola")
    done = uit.do("ola", instance, "bestill")
    assert (done.is_new, done.is_finished, done.message) == (True, False, "Utført.")
    rows = [(s.nr, s.node, s.status, s.exit_flow, s.actor_kind) for s in uit.steps(instance)]
    assert rows == [
        (1, "start", "ferdig", "f0", "maskin"),
        (2, "bestill", "ferdig", "f1", "menneske"),
        (3, "rute", "ferdig", "f2", "maskin"),
        (4, "gw_vei", "ferdig", "f_bdm", "maskin"),
        (5, "bdm", "aapen", "", ""),
    ]
    assert uit.steps(instance)[2].values == {"vei": "leder"}


def test_the_reason_for_the_way_is_kept(uit, act_as):
    instance = uit.start("ola")
    uit.do("ola", instance, "bestill")
    with act_as("uit", "ola") as ola:
        (why,) = api.decisions_of(ola, instance)
    assert (why.tabell, why.versjon, why.rule_id, why.outputs) == (
        "godkjenningsvei", 1, "r3", {"vei": "leder"},
    )  # fmt: skip
    assert why.inputs == {"stillingstype": "timeloenn", "over_seks_maaneder": "nei"}


def test_the_deadline_is_the_end_of_the_third_working_day(uit, now):
    instance = uit.start("ola")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    assert task.due_at == now.replace(day=27, hour=0)  # Monday 23 + 3: Thursday 26, all of it
    assert task.frist_varighet == "P3D"


def test_audit_event_and_provenance_come_with_it(uit, act_as):
    instance = uit.start("ola")
    fields = [FieldProvenance("stilling", "ansettelse.stilling", "tastet")]
    done = uit.do(
        "ola", instance, "bestill", submission=api.Submission(1, fields, active_seconds=40)
    )
    with act_as("uit", "ola") as ola:
        mine = {"tenant_id": ola.tenant_id}
        spor = Spor.objects.filter(**mine, objekt_id=done.task_id, handling="flyt.oppgave.utfoer")
        assert spor.count() == 1
        event = Event.objects.get(**mine, type="flyt.oppgave.fullfoert.v1", subject_id=done.task_id)
        assert event.data == {
            "definisjon": "ansettelse_til_loenn", "node": "bestill", "utfall": {},
            "delegert": False,
        }  # fmt: skip
        sent = Innsending.objects.get(**mine, instans_id=instance)
        assert (sent.skjema, sent.n_tastet) == ("hr.ansettelse.bestill", 1)


def test_doing_it_twice_answers_who_did_it_and_when(uit, now):
    instance = uit.start("ola")
    uit.do("ola", instance, "bestill")
    before = [(s.id, s.status) for s in uit.steps(instance)]
    again = uit.do("ola", instance, "bestill", at=now + timedelta(hours=1))
    assert (again.is_new, again.message) == (False, "Allerede utført av Ola Fjeldvær kl. 09.00.")
    assert [(s.id, s.status) for s in uit.steps(instance)] == before


def test_someone_else_is_refused_and_nothing_moves(uit):
    instance = uit.start("ola")
    with pytest.raises(api.TaskNotYours) as refused:
        uit.do("amalie", instance, "bestill")
    assert str(refused.value) == "Oppgaven venter på en annen. Se hvem på saken."
    assert uit.open_nodes(instance) == ["bestill"]


def test_a_missing_outcome_is_refused_and_nothing_moves(uit, world):
    instance = uit.start("ola", definition="behov_til_betaling", objekt_type="ordre", subject=None)
    uit.do("ola", instance, "behov")
    with pytest.raises(api.OutcomeInvalid) as refused:
        uit.do("ingrid", instance, "godkjenn")
    assert str(refused.value) == "Velg godkjent: ja, retur, nei."
    assert uit.open_nodes(instance) == ["godkjenn"]
    assert uit.task(instance, "godkjenn").status == "ledig"


def test_whoever_ordered_is_not_asked_to_approve(uit, act_as):
    instance = uit.start("ingrid", subject="jonas")
    uit.do("ingrid", instance, "bestill")
    task = uit.task(instance, "bdm")
    with act_as("uit", "ola") as ola:
        rows = list(TaskCandidate.objects.filter(tenant_id=ola.tenant_id, task_id=task.id))
    marte = uit.bruker("marte").bruker_id
    assert [(r.bruker_id, r.grunn) for r in rows] == [(marte, "overordnet")]


def test_the_person_the_case_is_about_is_not_asked(uit, act_as):
    instance = uit.start("ola", subject="ingrid")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    with act_as("uit", "ola") as ola:
        rows = TaskCandidate.objects.filter(tenant_id=ola.tenant_id, task_id=task.id)
        assert [r.bruker_id for r in rows] == [uit.bruker("marte").bruker_id]


def forced(uit, act_as, instance, node, who):
    """Make somebody a candidate behind the services' back, and do the task by raw SQL."""
    task = uit.task(instance, node)
    with act_as("uit", who) as actor:
        TaskCandidate.objects.filter(task_id=task.id).update(til_at=uit.now)
        TaskCandidate.objects.create(
            tenant_id=actor.tenant_id, task_id=task.id, bruker_id=actor.bruker_id, grunn="rolle",
            sort_at=uit.now, fra_at=uit.now,
        )  # fmt: skip
        with pytest.raises(Error) as refused, transaction.atomic():
            HumanTask.objects.filter(id=task.id).update(
                status="utfoert", done_at=uit.now, done_by_id=actor.bruker_id
            )
    return refused.value.__cause__.sqlstate


def test_four_eyes_hold_in_the_database(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    assert forced(uit, act_as, instance, "bdm", "ola") == "SV002"


def test_ones_own_case_is_refused_by_the_database(uit, act_as):
    instance = uit.start("ola", subject="ingrid")
    uit.do("ola", instance, "bestill")
    assert forced(uit, act_as, instance, "bdm", "ingrid") == "SV002"


def test_the_service_tells_four_eyes_in_words(uit, act_as, now):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    with act_as("uit", "ola") as ola:
        TaskCandidate.objects.create(
            tenant_id=ola.tenant_id, task_id=task.id, bruker_id=ola.bruker_id, grunn="omfordelt",
            sort_at=now, fra_at=now,
        )  # fmt: skip
        with pytest.raises(api.FourEyesBroken) as refused:
            api.complete_task(actor=ola, task_id=task.id, now=now)
    assert str(refused.value).startswith("Du har allerede gjort et steg som skal holdes atskilt")


def test_nobody_does_a_task_in_anothers_name_by_raw_sql(uit, act_as, now):
    instance = uit.start("ola")
    task = uit.task(instance, "bestill")
    ola = uit.bruker("ola").bruker_id
    with act_as("uit", "amalie"), pytest.raises(Error) as refused, transaction.atomic():
        HumanTask.objects.filter(id=task.id).update(status="utfoert", done_at=now, done_by_id=ola)
    assert refused.value.__cause__.sqlstate == "SV403"


@pytest.mark.parametrize("change", [{"comment": "x"}, {"status": "ledig", "done_at": None}])
def test_a_done_task_is_frozen(uit, act_as, change):
    instance = uit.start("ola")
    done = uit.do("ola", instance, "bestill")
    with act_as("uit", "ola"), pytest.raises(Error) as refused, transaction.atomic():
        HumanTask.objects.filter(id=done.task_id).update(**change)
    assert refused.value.__cause__.sqlstate == "SV001"


def test_steps_are_neither_changed_nor_deleted(uit, act_as):
    instance = uit.start("ola")
    uit.do("ola", instance, "bestill")
    closed, still_open = uit.steps(instance)[1], uit.steps(instance)[4]
    with act_as("uit", "ola"):
        for row, change in ((closed, {"exit_flow": "x"}), (still_open, {"node": "rad"})):
            with pytest.raises(Error) as refused, transaction.atomic():
                Step.objects.filter(id=row.id).update(**change)
            assert refused.value.__cause__.sqlstate == "SV001"
        for statement in (
            "DELETE FROM workflow_step",
            "UPDATE workflow_decisiontrace SET rule_id = 'r1'",
        ):
            with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as c:
                c.execute(statement)
            assert refused.value.__cause__.sqlstate == "42501"
        assert {s.id for s in uit.steps(instance)} >= {closed.id, still_open.id}


def test_a_machine_does_not_do_peoples_tasks(uit, now):
    from samverk.core.access.api import acting, service_actor
    from samverk.core.tenancy.api import tenant_by_slug

    instance = uit.start("ola")
    task = uit.task(instance, "bestill")
    service = service_actor(tenant_by_slug("uit"))
    with acting(service, now=now), pytest.raises(api.TaskNotYours):
        api.complete_task(actor=service, task_id=task.id, now=now)


def test_an_unknown_task_is_missing(uit, act_as, now):
    with act_as("uit", "ola") as ola, pytest.raises(api.TaskMissing):
        api.complete_task(actor=ola, task_id=UUID(int=1), now=now)


def test_when_nobody_could_do_the_next_task_nothing_is_written(uit, act_as, monkeypatch, now):
    instance = uit.start("ola", subject="jonas")
    task = uit.task(instance, "bestill")
    monkeypatch.setitem(
        registry.roles, "bdm", registry.Role("bdm", ("leder",) * 3, resolver=lambda *_: [])
    )
    monkeypatch.setattr(candidates, "LEADER", "ingen")
    monkeypatch.setattr(candidates, "LAST_RESORTS", ())
    with act_as("uit", "ola") as ola:
        with pytest.raises(api.CandidatesMissing) as refused:
            api.complete_task(actor=ola, task_id=task.id, now=now)
        assert HumanTask.objects.get(id=task.id).status == "ledig"
        assert Step.objects.filter(instance_id=instance).count() == 2
    assert str(refused.value).startswith("Ingen ved institusjonen kan gjøre dette som leder.")
    assert uit.open_nodes(instance) == ["bestill"]
