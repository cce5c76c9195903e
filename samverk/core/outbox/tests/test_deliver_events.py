"""At least once, in order per subject, and a listener that fails holds back only its own."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest

from samverk.core.access.api import AccessDenied, FieldRefused, service_actor
from samverk.core.outbox import api as outbox
from samverk.core.outbox import registry
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """Replace all listeners by one that records what it hears and fails on demand."""
    monkeypatch.setattr(registry, "_listeners", {})
    log = {"events": [], "failing": set()}

    def listen(actor, event, now):
        if event.type in log["failing"]:
            raise ValueError("lytteren er nede")
        log["events"].append((event.type, event.subject_id))

    outbox.subscribe("test.alt", ("test.*",), listen)
    return log


def _publish(actor, kind, subject, now):
    return outbox.publish(
        actor=actor, event=outbox.NewEvent(f"test.{kind}.v1", "ting", subject), now=now
    )


def _machine():
    return service_actor(tenant_by_slug("uit"))


def test_events_of_one_subject_come_in_order(act_as, heard, now):
    subject = uuid4()
    with act_as("uit", "ola") as actor:
        for kind in ("a", "b", "c"):
            _publish(actor, kind, subject, now)
    assert outbox.deliver_due(actor=_machine(), now=now) == 3
    assert [t for t, _ in heard["events"]] == ["test.a.v1", "test.b.v1", "test.c.v1"]
    assert outbox.deliver_due(actor=_machine(), now=now) == 0


def test_a_failing_event_holds_back_its_subject_only(act_as, heard, now):
    first, second = uuid4(), uuid4()
    heard["failing"] = {"test.a.v1"}
    with act_as("uit", "ola") as actor:
        _publish(actor, "a", first, now)
        _publish(actor, "b", first, now)
        _publish(actor, "b", second, now)
    outbox.deliver_due(actor=_machine(), now=now)
    assert heard["events"] == [("test.b.v1", second)]
    heard["failing"] = set()
    outbox.deliver_due(actor=_machine(), now=now + timedelta(minutes=1))
    assert heard["events"][1:] == [("test.a.v1", first), ("test.b.v1", first)]


def test_after_eight_attempts_an_event_is_dead_and_can_be_replayed(act_as, heard, now):
    subject = uuid4()
    heard["failing"] = {"test.a.v1"}
    with act_as("uit", "ola") as actor:
        _publish(actor, "a", subject, now)
    at = now
    for _ in range(8):
        at += timedelta(hours=1)
        outbox.deliver_due(actor=_machine(), now=at)
    with act_as("uit", "tilgang") as support:
        dead = outbox.Delivery.objects.get(status="doed")
        assert (dead.forsoek, dead.feil) == (
            8,
            "ValueError (samverk.core.outbox.tests.test_deliver_events.listen)",
        )
        outbox.replay(actor=support, delivery_id=dead.id, now=at)
    heard["failing"] = set()
    outbox.deliver_due(actor=_machine(), now=at)
    assert heard["events"] == [("test.a.v1", subject)]


PLACE = "(samverk.core.outbox.tests.test_deliver_events.fails)"


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (SMTPRecipientsRefused({"kari@eksempel.no": (550, b"kari")}),
         f"SMTPRecipientsRefused {PLACE}"),
        (AccessDenied("Kari har ikke tilgang.", code="ingen_tilgang"),
         f"AccessDenied: ingen_tilgang {PLACE}"),
        (registry.DeliveryFault("HTTP 503"), "DeliveryFault: HTTP 503"),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_failure_says_nothing_about_persons(act_as, heard, now, error, kept):
    def fails(actor, event, now):
        raise error

    outbox.subscribe("test.alt", ("test.*",), fails)
    with act_as("uit", "ola") as actor:
        _publish(actor, "a", uuid4(), now)
    outbox.deliver_due(actor=_machine(), now=now)
    with act_as("uit", "tilgang"):
        assert outbox.Delivery.objects.get().feil == kept


def test_a_key_of_the_database_is_kept_by_its_name_and_never_its_value(act_as, heard, now):
    def fails(actor, event, now):
        outbox.Delivery.objects.create(
            tenant_id=actor.tenant_id, event_id=event.id, nr=1, sink="test.alt",
            subject_id=event.subject_id, status="kari@eksempel.no"[:10], neste_at=now,
        )  # fmt: skip

    outbox.subscribe("test.alt", ("test.*",), fails)
    with act_as("uit", "ola") as actor:
        _publish(actor, "a", uuid4(), now)
    outbox.deliver_due(actor=_machine(), now=now)
    with act_as("uit", "tilgang"):
        kept = outbox.Delivery.objects.get().feil
    assert kept.startswith("IntegrityError: 23514 delivery_status (samverk.")
    assert "kari" not in kept


def test_another_tenants_events_are_not_delivered(act_as, heard, now):
    with act_as("uio", "yusuf") as actor:
        _publish(actor, "a", uuid4(), now)
    assert outbox.deliver_due(actor=_machine(), now=now) == 0
    assert heard["events"] == []


def test_a_refused_act_publishes_nothing(act_as, heard, now):
    from django.db import transaction

    with act_as("uit", "ola") as actor:
        with transaction.atomic():
            _publish(actor, "a", uuid4(), now)
            transaction.set_rollback(True)
        assert outbox.Event.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {"linjer": {"sats": 1, "kontonummer": "x"}},
        {"linjer": [{"sats": 1}, {"fnr": "x"}]},
        {"linjer": ([{"sats": {"foedselsnummer": "x"}}],)},
    ],
)
def test_a_sensitive_name_is_refused_however_deep_and_after_the_like_of_it(act_as, now, data):
    def publish(actor, given):
        event = outbox.NewEvent("test.a.v1", "ting", uuid4(), given)
        return outbox.publish(actor=actor, event=event, now=now)

    with act_as("uit", "ola") as actor:
        publish(actor, {"linjer": {"sats": 1}})
        with pytest.raises(FieldRefused, match=r"^test\.a\.v1: events carry ids and codes only"):
            publish(actor, data)
        assert outbox.Event.objects.count() == 1
