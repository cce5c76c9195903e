"""A hire from order to first pay, and the need-to-payment case, through the database."""

from datetime import timedelta
from uuid import uuid4

from samverk.core.access.api import acting, service_actor
from samverk.core.outbox.api import Event, NewEvent, publish
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow.models import KeptEvent, ProcessInstance, Subscription


def tell(event_type, subject_type, subject_id, now, data=None, slug="uit"):
    service = service_actor(tenant_by_slug(slug))
    with acting(service, now=now):
        publish(
            actor=service, now=now,
            event=NewEvent(event_type, subject_type, subject_id, data or {}),
        )  # fmt: skip


def test_a_hire_from_order_to_first_pay(uit, world, act_as, now):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    uit.do("ingrid", instance, "bdm")
    uit.drain()
    assert uit.open_nodes(instance) == ["signer"]
    uit.do("jonas", instance, "signer")
    uit.drain()
    assert [name for name, _ in world.ran] == [
        "hr.lag_arbeidskontrakt", "hr.registrer_ansettelse", "archive.arkiver_ansettelse",
        "payroll.opprett_loennsforhold",
    ]  # fmt: skip
    assert uit.open_nodes(instance) == ["foerste_loenn"]
    arbeidsforhold = world.keys["hr.registrer_ansettelse"]["arbeidsforhold"]
    tell("payroll.loenn.utbetalt.v1", "arbeidsforhold", arbeidsforhold, now)
    uit.drain()
    with act_as("uit", "ola") as ola:
        row = ProcessInstance.objects.get(tenant_id=ola.tenant_id, id=instance)
        assert (row.status, row.ended_at) == ("fullfoert", now)
        done = Event.objects.get(tenant_id=ola.tenant_id, type="flyt.instans.fullfoert.v1")
        assert done.data["slutt"] == ["slutt"]
    text = uit.progress(instance).as_text().replace("\u00a0", " ")
    assert "3. Ferdig: Leder (BDM) godkjenner. Utført av Ingrid Solbakken 23. november" in text
    assert "Saken er ferdig." in text


def test_an_event_about_someone_else_changes_nothing(uit, world, now):
    instance = uit.start("ola")
    uit.do("ola", instance, "bestill")
    uit.do("ingrid", instance, "bdm")
    uit.drain()
    uit.do("jonas", instance, "signer")
    uit.drain()
    tell("payroll.loenn.utbetalt.v1", "arbeidsforhold", uuid4(), now)
    uit.drain()
    assert uit.open_nodes(instance) == ["foerste_loenn"]


def need(uit, order):
    return uit.start(
        "ola", definition="behov_til_betaling", objekt_type="ordre", objekt_id=order, subject=None
    )


def test_an_invoice_before_the_order_is_confirmed_is_kept_and_taken(uit, world, act_as, now):
    order, invoice = uuid4(), uuid4()
    instance = need(uit, order)
    tell("finance.faktura.mottatt.v1", "faktura", invoice, now, {"ordre": str(order)})
    uit.drain()
    with act_as("uit", "ola") as ola:
        kept = KeptEvent.objects.get(tenant_id=ola.tenant_id)
        assert (kept.noekkel, kept.verdi, kept.taken_at) == ("ordre", order, None)
    uit.do("ola", instance, "behov")
    uit.do("ingrid", instance, "godkjenn", {"godkjent": "ja"})
    uit.drain()
    assert uit.open_nodes(instance) == ["mottak", "samle"]
    uit.do("ola", instance, "mottak")
    uit.drain()
    assert uit.open_nodes(instance) == []
    with act_as("uit", "ola") as ola:
        sub = Subscription.objects.get(tenant_id=ola.tenant_id)
        assert sub.event_id == KeptEvent.objects.get(tenant_id=ola.tenant_id).event_id


def test_one_event_matches_one_step_and_is_delivered_once(uit, world, act_as, now):
    order = uuid4()
    cases = [need(uit, order), need(uit, order)]
    for case in cases:
        uit.do("ola", case, "behov")
        uit.do("ingrid", case, "godkjenn", {"godkjent": "ja"})
    uit.drain()
    tell("finance.faktura.mottatt.v1", "faktura", uuid4(), now, {"ordre": str(order)})
    uit.drain()
    uit.drain()
    assert [uit.open_nodes(c) for c in cases] == [["mottak", "samle"], ["mottak", "faktura"]]


def test_a_returned_need_comes_back_and_the_second_round_is_counted(uit, world, now):
    instance = need(uit, uuid4())
    uit.do("ola", instance, "behov")
    uit.do("ingrid", instance, "godkjenn", {"godkjent": "retur"})
    assert uit.open_nodes(instance) == ["behov"]
    later = now + timedelta(days=1)
    uit.do("ola", instance, "behov", at=later)
    rows = [s for s in uit.steps(instance) if s.node == "behov"]
    assert [(s.pass_no, s.status) for s in rows] == [(1, "ferdig"), (2, "ferdig")]
    assert "Meld behov, 2. gang" in uit.progress(instance).as_text()


def test_a_lost_race_between_event_and_step_is_found_by_the_sweep(uit, world, act_as, now):
    order = uuid4()
    instance = need(uit, order)
    uit.do("ola", instance, "behov")
    uit.do("ingrid", instance, "godkjenn", {"godkjent": "ja"})
    uit.drain()
    with act_as("uit", "ola") as ola:
        KeptEvent.objects.create(
            tenant_id=ola.tenant_id, event_id=uuid4(), type="finance.faktura.mottatt.v1",
            noekkel="ordre", verdi=order, received_at=now,
        )  # fmt: skip
    uit.drain()
    assert uit.open_nodes(instance) == ["mottak", "samle"]
