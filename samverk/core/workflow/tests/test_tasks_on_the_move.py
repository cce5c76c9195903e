"""Take, release, delegate, reassign, stand in, nudge, remind, escalate."""

from datetime import date, timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.audit.models import Spor
from samverk.core.grants import api as grants
from samverk.core.outbox.api import Event, deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import HumanTask, TaskCandidate, TaskChange


@pytest.fixture
def at_bdm(uit):
    """A hire that waits for Ingrid."""
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    return instance


@pytest.fixture
def act(uit, act_as):
    """Run one act on a task as somebody: `act("ingrid", api.claim_task, task)`."""

    def run(who, function, task, at=None, **more):
        at = at or uit.now
        with act_as("uit", who, at) as actor:
            return function(actor=actor, task_id=task.id, now=at, **more)

    return run


def candidates(uit, act_as, task):
    with act_as("uit", "ola") as ola:
        rows = TaskCandidate.objects.filter(tenant_id=ola.tenant_id, task_id=task.id, til_at=None)
        names = access.brukere(ola, [r.bruker_id for r in rows])
        return sorted((names[r.bruker_id].brukernavn, r.grunn) for r in rows)


def second_bdm(uit, act_as, who="synnove"):
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=uit.now) as service:
        access.grant_rolle(
            actor=service, bruker_id=uit.bruker(who).bruker_id, rolle="bdm", omfang="enhet",
            fra=date(2026, 1, 1), now=uit.now,
            details={"kilde": "oppsett", "enhet_id": uit.unit("ingrid")},
        )  # fmt: skip


def deputy(uit, act_as, fra="ingrid", til="synnove", last=date(2026, 11, 25)):
    with act_as("uit", fra) as actor:
        grants.appoint_deputy(
            actor=actor, til_bruker_id=uit.bruker(til).bruker_id, fra=uit.now.date(),
            til_og_med=last, now=uit.now,
            grant_ids=[one.grant_id for one in grants.lendable(actor, on=uit.now.date())],
        )  # fmt: skip


def test_a_taken_task_waits_for_the_taker_only(uit, act_as, act):
    second_bdm(uit, act_as)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    assert candidates(uit, act_as, task) == [("ingrid", "rolle"), ("synnove", "rolle")]
    act("ingrid", api.claim_task, task)
    act("ingrid", api.claim_task, task)
    assert uit.task(instance, "bdm").claimed_at == uit.now
    with pytest.raises(api.TaskNotYours) as refused:
        uit.do("synnove", instance, "bdm")
    assert str(refused.value) == (
        "Ingrid Solbakken har tatt oppgaven. Be Ingrid Solbakken slippe den først."
    )
    with pytest.raises(api.TaskNotYours):
        act("synnove", api.release_task, task)
    act("ingrid", api.release_task, task)
    assert uit.do("synnove", instance, "bdm").is_new


def test_only_a_candidate_may_take_it(uit, at_bdm, act):
    with pytest.raises(api.TaskNotYours):
        act("ola", api.claim_task, uit.task(at_bdm, "bdm"))
    assert uit.task(at_bdm, "bdm").status == "ledig"


def test_a_deputy_acts_for_the_principal_and_both_names_show(uit, act_as):
    deputy(uit, act_as)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    assert candidates(uit, act_as, task) == [("ingrid", "rolle"), ("synnove", "stedfortreder")]
    done = uit.do("synnove", instance, "bdm")
    assert done.is_new
    row = uit.task(instance, "bdm")
    assert row.on_behalf_of_id == uit.bruker("ingrid").bruker_id
    text = uit.progress(instance).as_text()
    assert "Utført av Synnøve Bakkejord på vegne av Ingrid Solbakken" in text
    with act_as("uit", "synnove") as synnove:
        [(mine, at)] = api.done_by_me(synnove, now=uit.now, language="nb")
        assert (mine.id, mine.on_behalf_of, at) == (task.id, "Ingrid Solbakken", uit.now)
        line = Spor.objects.get(objekt_id=task.id, handling="flyt.oppgave.utfoer")
        assert (line.bruker_id, line.paa_vegne_av) == (
            synnove.bruker_id, uit.bruker("ingrid").bruker_id,
        )  # fmt: skip


def test_a_task_that_waits_reaches_a_new_deputy_at_once_and_leaves_one_who_is_stopped(
    uit, act_as, at_bdm
):
    task, service = uit.task(at_bdm, "bdm"), access.service_actor(tenant_by_slug("uit"))
    assert candidates(uit, act_as, task) == [("ingrid", "rolle")]
    deputy(uit, act_as)
    with access.acting(service, now=uit.now):
        deliver_due(actor=service, now=uit.now)
    assert candidates(uit, act_as, task) == [("ingrid", "rolle"), ("synnove", "stedfortreder")]
    with act_as("uit", "synnove") as synnove:
        (held,) = grants.my_principals(synnove, on=uit.now.date())
        grants.end_deputyship(actor=synnove, delegasjon_id=held.id, now=uit.now)
    with access.acting(service, now=uit.now):
        deliver_due(actor=service, now=uit.now)
    assert candidates(uit, act_as, task) == [("ingrid", "rolle")]


def test_a_deputy_past_midnight_of_the_last_day_is_refused(uit, act_as):
    deputy(uit, act_as, last=date(2026, 11, 25))
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    midnight = uit.now.replace(day=26, hour=0, minute=0)
    with pytest.raises(api.TaskNotYours) as refused:
        uit.do("synnove", instance, "bdm", at=midnight)
    assert "Stedfortrederskapet ditt er gått ut" in str(refused.value)
    assert uit.open_nodes(instance) == ["bdm"]
    assert uit.do("synnove", instance, "bdm", at=midnight - timedelta(seconds=1)).is_new


def test_four_eyes_hold_across_a_deputy(uit, act_as):
    deputy(uit, act_as, fra="ingrid", til="ola")
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    assert candidates(uit, act_as, uit.task(instance, "bdm")) == [("ingrid", "rolle")]


def test_one_task_is_delegated_once_and_done_on_behalf(uit, at_bdm, act):
    task = uit.task(at_bdm, "bdm")
    marte = uit.bruker("marte").bruker_id
    act("ingrid", api.delegate_task, task, to=marte, begrunnelse="Jeg er på reise")
    row = uit.task(at_bdm, "bdm")
    assert (row.status, row.assignee_id, row.due_at) == ("tatt", marte, task.due_at)
    with pytest.raises(api.TaskNotYours) as refused:
        act("marte", api.delegate_task, task, to=uit.bruker("synnove").bruker_id,
            begrunnelse="Jeg er også på reise")  # fmt: skip
    assert "kan ikke gi den videre" in str(refused.value)
    uit.do("marte", at_bdm, "bdm")
    done = uit.task(at_bdm, "bdm")
    assert (done.done_by_id, done.on_behalf_of_id) == (marte, uit.bruker("ingrid").bruker_id)


@pytest.mark.parametrize("who", ["ola", "jonas"])
def test_nobody_is_given_a_task_they_could_not_have_had(uit, at_bdm, act, who):
    task = uit.task(at_bdm, "bdm")
    with pytest.raises(api.FourEyesBroken):
        act("ingrid", api.delegate_task, task, to=uit.bruker(who).bruker_id,
            begrunnelse="Jeg er på reise")  # fmt: skip
    assert uit.task(at_bdm, "bdm").assignee_id is None


@pytest.mark.parametrize("who", ["synnove", "ingrid"])
def test_a_task_is_not_lent_to_one_without_the_right_nor_to_oneself(uit, at_bdm, act, who):
    task = uit.task(at_bdm, "bdm")
    with pytest.raises(api.ReceiverUnable) as refused:
        act("ingrid", api.delegate_task, task, to=uit.bruker(who).bruker_id)
    assert refused.value.field == "to"
    assert uit.task(at_bdm, "bdm").assignee_id is None


def test_reassigning_needs_the_right_and_a_reason_and_keeps_the_deadline(uit, at_bdm, act):
    task = uit.task(at_bdm, "bdm")
    synnove = uit.bruker("synnove").bruker_id
    with pytest.raises(access.AccessDenied):
        act("ola", api.reassign_task, task, to=synnove, begrunnelse="Ingrid har sluttet")
    with pytest.raises(api.ReasonMissing):
        act("tilgang", api.reassign_task, task, to=synnove, begrunnelse="fordi")
    act("tilgang", api.reassign_task, task, to=synnove, begrunnelse="Ingrid har sluttet")
    row = uit.task(at_bdm, "bdm")
    assert (row.assignee_id, row.due_at, row.on_behalf_of_id) == (synnove, task.due_at, None)
    with pytest.raises(api.TaskNotYours):
        uit.do("ingrid", at_bdm, "bdm")
    assert uit.do("synnove", at_bdm, "bdm").is_new


def test_a_nudge_once_per_working_day(uit, at_bdm, act, act_as):
    task = uit.task(at_bdm, "bdm")
    act("ola", api.nudge_task, task)
    with pytest.raises(api.NudgeTooSoon) as refused:
        act("amalie", api.nudge_task, task)
    assert str(refused.value) == "Det er allerede purret i dag. Prøv igjen neste virkedag."
    saturday = uit.now.replace(day=28)
    with pytest.raises(api.NudgeTooSoon):
        act("ola", api.nudge_task, task, at=saturday)
    act("ola", api.nudge_task, task, at=uit.now + timedelta(days=1))
    assert uit.task(at_bdm, "bdm").reminded_count == 2
    with act_as("uit", "ola") as ola:
        nudges = Event.objects.filter(tenant_id=ola.tenant_id, type="flyt.oppgave.purret.v1")
        assert [n.data["art"] for n in nudges] == ["person", "person"]


def test_a_reminder_the_working_day_before_and_only_once_a_day(uit, at_bdm, act_as):
    service = access.service_actor(tenant_by_slug("uit"))
    wednesday = uit.now.replace(day=25, hour=7)
    assert api.remind_due(actor=service, now=uit.now) == 0
    assert api.remind_due(actor=service, now=wednesday) == 1
    assert api.remind_due(actor=service, now=wednesday + timedelta(hours=2)) == 0
    assert api.remind_due(actor=service, now=wednesday + timedelta(days=1)) == 1
    assert uit.task(at_bdm, "bdm").reminded_count == 2


def test_past_the_deadline_the_leader_above_is_told_and_the_task_stays(uit, at_bdm, act_as):
    late = uit.now.replace(day=27, hour=1)
    uit.drain(late)
    task = uit.task(at_bdm, "bdm")
    assert task.escalated_to_id == uit.bruker("marte").bruker_id
    assert task.status == "ledig"
    assert uit.open_nodes(at_bdm) == ["bdm"]
    ends = [s.node for s in uit.steps(at_bdm) if s.kind == "endEvent"]
    assert ends == ["varslet"]
    assert uit.do("ingrid", at_bdm, "bdm", at=late).is_new


def test_with_no_unit_above_only_the_director_is_told(uit, at_bdm, root_unit):
    service = access.service_actor(tenant_by_slug("uit"))
    late = uit.now.replace(day=27, hour=1)
    with access.acting(service, now=uit.now):
        task = uit.task(at_bdm, "bdm")
    with access.acting(service, now=uit.now):
        HumanTask.objects.filter(id=task.id).update(enhet_id=root_unit(service, uit.now.date()))
    uit.drain(late)
    told = uit.task(at_bdm, "bdm").escalated_to_id
    assert told == uit.bruker("direktor").bruker_id


def test_a_leader_who_leaves_is_replaced_and_the_task_is_free_again(uit, at_bdm, act, act_as):
    task = uit.task(at_bdm, "bdm")
    act("ingrid", api.claim_task, task)
    service = access.service_actor(tenant_by_slug("uit"))
    ingrid = uit.bruker("ingrid")
    with act_as("uit", "ingrid") as actor:
        own = [g.id for g in access.my_grants(actor) if g.rolle in ("bdm", "leder")]
    with access.acting(service, now=uit.now):
        for key in own:
            grants.withdraw_rolle(
                actor=service, grant_id=key, siste_dag=date(2026, 11, 23),
                grunn="Slutter som leder", now=uit.now,
            )  # fmt: skip
    tomorrow = uit.now + timedelta(days=1)
    assert api.work_nightly(service, tomorrow) >= 1
    row = uit.task(at_bdm, "bdm")
    assert (row.status, row.assignee_id) == ("ledig", None)
    assert candidates(uit, act_as, row) == [("marte", "rolle")]
    with act_as("uit", "ola") as ola:
        closed = TaskCandidate.objects.get(
            tenant_id=ola.tenant_id, task_id=task.id, bruker_id=ingrid.bruker_id
        )
        assert closed.til_at == tomorrow
        kinds = TaskChange.objects.filter(tenant_id=ola.tenant_id, task_id=task.id)
        assert sorted(kinds.values_list("art", flat=True)) == ["kandidater", "tatt"]


def test_without_anybody_in_the_role_the_leader_is_asked_and_the_alarm_goes(uit, world, act_as):
    world.facts["godkjenningsvei"] = {"stillingstype": "fast", "over_seks_maaneder": True}
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "rad")
    assert candidates(uit, act_as, task) == [("ingrid", "leder")]
    with act_as("uit", "ola") as ola:
        alarm = Event.objects.get(tenant_id=ola.tenant_id, type="flyt.oppgave.uten_kandidat.v1")
        assert alarm.subject_id == task.id


def test_opening_the_page_is_remembered_once(uit, at_bdm, act):
    task = uit.task(at_bdm, "bdm")
    act("ola", api.mark_opened, task)
    assert uit.task(at_bdm, "bdm").opened_at is None
    act("ingrid", api.mark_opened, task)
    act("ingrid", api.mark_opened, task, at=uit.now + timedelta(hours=1))
    assert uit.task(at_bdm, "bdm").opened_at == uit.now


def test_a_recorded_conflict_of_interest_excludes(uit, act_as, monkeypatch):
    ingrid = uit.bruker("ingrid").party_id
    api.register_conflict_check(lambda actor, case, on: [ingrid])
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    assert candidates(uit, act_as, task) == [("marte", "overordnet")]
    with act_as("uit", "ola") as ola:
        assert HumanTask.objects.get(tenant_id=ola.tenant_id, id=task.id).rolle == "bdm"
