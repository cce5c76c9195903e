"""What each person in a hire is told of, from the nudge to the signature, in their language."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from samverk.core.access import api as access
from samverk.core.outbox.api import Event, event_facts
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.ui import notice_rules
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes import api as processes
from tests.journeys.test_hire_to_pay import _drain, _order, _party, _task

pytestmark = pytest.mark.django_db
UNIT = "Institutt for samfunnsvitenskap"


def _told(act_as, name, at):
    with act_as("uit", name, at) as actor:
        return [n.text for n in ui.my_notices(actor).rows]


@pytest.fixture
def ordered(act_as, now):
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        hire_id, _sak = processes.order_hire(actor=ola, order=_order(ola, jonas, UNIT), now=now)
    _drain(now)
    return hire_id


def test_a_task_and_a_nudge_reach_the_one_it_waits_for(act_as, ordered, now):
    with act_as("uit", "ingrid") as ingrid:
        task = _task(ingrid, now)
    with act_as("uit", "ola", now + timedelta(minutes=5)) as ola:
        workflow.nudge_task(actor=ola, task_id=task.id, now=now + timedelta(minutes=5))
        orderer = ola.navn
    later = now + timedelta(minutes=10)
    _drain(later)
    what = f"{task.asks} – {task.title}"
    assert _told(act_as, "ingrid", later) == [f"{orderer} purrer: {what}", f"Ny oppgave: {what}"]
    assert _told(act_as, "ola", later) == []
    with act_as("uit", "ingrid", later) as ingrid:
        assert ui.my_notices(ingrid).rows[0].url == f"/prosesser/oppgave/{task.id}/"
        with override("en"):
            assert ui.my_notices(ingrid).rows[1].text.startswith("New task: ")


def test_the_orderer_and_the_candidate_hear_of_approval_contract_and_signature(
    act_as, ordered, now
):
    with act_as("uit", "ingrid") as ingrid:
        processes.approve_hire(actor=ingrid, task_id=_task(ingrid, now).id, now=now)
    _drain(now)
    with act_as("uit", "ola") as ola:
        hire = hr.ansettelse(ola, ordered)
    assert _told(act_as, "ola", now) == [
        f"Ansettelsen av {hire.navn} er godkjent: Seminarleder i STV-2510"
    ]
    later = now + timedelta(hours=1)
    with act_as("uit", "jonas", later) as jonas:
        contract = hr.kontrakt_for_ansettelse(jonas, ordered)
        (ready,) = ui.my_notices(jonas).rows
        assert ready.text == "Kontrakten din er klar til å signeres: Seminarleder i STV-2510"
        assert ready.url == f"/folk/kontrakt/{contract.id}/"
        hr.sign_kontrakt(
            actor=jonas, kontrakt_id=contract.id, now=later,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Tromsø", "86011117947"
            ),
        )  # fmt: skip
    _drain(later)
    assert _told(act_as, "ola", later)[0] == (
        f"{hire.navn} har signert kontrakten: Seminarleder i STV-2510"
    )
    with act_as("uit", "ola", later) as ola:
        assert ui.my_notices(ola).rows[0].url == f"/saker/{hire.sak_id}/"


def test_sent_back_tells_the_orderer_and_withdrawing_oneself_tells_nobody(act_as, ordered, now):
    with act_as("uit", "ingrid") as ingrid:
        processes.return_hire(
            actor=ingrid, task_id=_task(ingrid, now).id, grunn="For mange timer", now=now
        )
    _drain(now)
    told = _told(act_as, "ola", now)
    assert any("er sendt tilbake til deg: Seminarleder i STV-2510" in text for text in told)
    later = now + timedelta(hours=1)
    with act_as("uit", "ola", later) as ola:
        hr.trekk_ansettelse(actor=ola, ansettelse_id=ordered, grunn="Ikke behov", now=later)
    _drain(later)
    assert _told(act_as, "ola", later) == told


def test_a_task_handed_to_a_colleague_says_who_gave_it(act_as, ordered, now):
    with act_as("uit", "torgeir") as torgeir:
        colleague = torgeir.bruker_id
    with act_as("uit", "ingrid") as ingrid:
        task = _task(ingrid, now)
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as machine:
        access.grant_rolle(
            actor=machine, bruker_id=colleague, rolle="bdm", omfang="enhet", fra=now.date(),
            now=now, details={"kilde": "oppsett", "enhet_id": task.case.enhet_id},
        )  # fmt: skip
    with act_as("uit", "ingrid") as ingrid:
        workflow.delegate_task(
            actor=ingrid, task_id=task.id, to=colleague, begrunnelse="På reise denne uka", now=now
        )
        leader = ingrid.navn
    _drain(now)
    with act_as("uit", "torgeir") as torgeir:
        (given,) = ui.my_notices(torgeir).rows
        assert given.text.startswith(f"{leader} har gitt deg en oppgave: ")


def _make_approvers(act_as, unit_id, now, *names):
    """Let more people approve hires at a unit."""
    for name in names:
        with act_as("uit", name) as actor:
            colleague = actor.bruker_id
        with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as machine:
            access.grant_rolle(
                actor=machine, bruker_id=colleague, rolle="bdm", omfang="enhet", fra=now.date(),
                now=now, details={"kilde": "oppsett", "enhet_id": unit_id},
            )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told"), [(("torgeir", "amalie"), 1), (("torgeir", "amalie", "hr"), 0)]
)
def test_a_new_task_is_told_to_three_at_most(act_as, now, more, told):
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        order = _order(ola, jonas, UNIT)
    _make_approvers(act_as, order.enhet_id, now, *more)
    with act_as("uit", "ola") as ola:
        processes.order_hire(actor=ola, order=order, now=now)
    _drain(now)
    for name in ("ingrid", *more):
        texts = _told(act_as, name, now)
        assert len([text for text in texts if text.startswith("Ny oppgave: ")]) == told, name


def test_a_deadline_that_is_near_is_told_by_the_system_and_a_nudge_is_not_called_that(
    act_as, ordered, now
):
    with act_as("uit", "ingrid") as ingrid:
        task = _task(ingrid, now)
    what = f"{task.asks} – {task.title}"
    before = task.due_at - timedelta(hours=20)
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=before) as machine:
        assert workflow.remind_due(actor=machine, now=before) == 1
    _drain(before)
    assert _told(act_as, "ingrid", before) == [f"Fristen er nær: {what}", f"Ny oppgave: {what}"]
    assert _told(act_as, "marte", before) == []
    with act_as("uit", "ola", before) as ola:
        workflow.nudge_task(actor=ola, task_id=task.id, now=before)
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=before) as machine:
        rows = Event.objects.filter(type=workflow.events.TASK_NUDGED).order_by("nr")
        near = notice_rules.rules["oppgave.frist"]
        told = [bool(list(near.to(machine, event_facts(row), before))) for row in rows]
    assert told == [True, False]


def test_a_deadline_that_is_out_is_told_to_the_leader_above(act_as, ordered, now):
    with act_as("uit", "ingrid") as ingrid:
        task = _task(ingrid, now)
    late = task.due_at + timedelta(hours=1)
    _drain(late)
    _drain(late)  # what the first told
    (text,) = _told(act_as, "marte", late)
    assert text.startswith(f"Fristen er ute: {task.name}")
    assert [t for t in _told(act_as, "ingrid", late) if t.startswith("Fristen er ute")] == []
