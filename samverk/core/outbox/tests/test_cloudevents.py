"""CloudEvents over HTTP: the right shape, and a consumer that says no is asked again."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID, uuid4

import pytest

from samverk.core.access.api import service_actor
from samverk.core.outbox import api as outbox
from samverk.core.outbox import http_sink, registry
from samverk.core.outbox.registry import EventFacts
from samverk.core.tenancy.api import tenant_by_slug

EVENT = EventFacts(
    id=UUID(int=1),
    nr=1,
    type="hr.kontrakt.signert.v1",
    tenant_id=UUID(int=2),
    subject_type="kontrakt",
    subject_id=UUID(int=3),
    data={},
    endret=("status",),
    gyldig_fra=date(2026, 12, 1),
    aktoer_art="menneske",
    inntraff_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
)


@pytest.fixture
def consumer():
    """A consumer on loopback that answers with the status it is told to."""
    got = {"status": 202, "bodies": [], "types": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            got["bodies"].append(json.loads(self.rfile.read(length)))
            got["types"].append(self.headers["Content-Type"])
            self.send_response(got["status"])
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    got["url"] = f"http://127.0.0.1:{server.server_port}/"
    yield got
    server.shutdown()
    server.server_close()


def test_the_message_is_thin_and_complete():
    assert http_sink.cloud_event(EVENT, "uit") == {
        "specversion": "1.0",
        "id": "00000000-0000-0000-0000-000000000001",
        "type": "no.bott.uit.hr.kontrakt.signert.v1",
        "source": "urn:samverk:uit",
        "subject": "kontrakt/00000000-0000-0000-0000-000000000003",
        "time": "2026-11-23T08:00:00+00:00",
        "tenant": "uit",
        "aktoerart": "menneske",
        "gyldigetter": "2026-12-01",
        "endret": "status",
    }


def test_the_consumer_gets_structured_mode(consumer):
    message = http_sink.cloud_event(EVENT, "uit")
    http_sink.send(consumer["url"], message)
    assert consumer["bodies"] == [message]
    assert consumer["types"] == ["application/cloudevents+json; charset=utf-8"]


def test_a_no_is_raised_so_that_the_outbox_tries_again(consumer):
    consumer["status"] = 503
    with pytest.raises(http_sink.ConsumerUnavailable, match="HTTP 503"):
        http_sink.send(consumer["url"], {})


def test_silence_is_raised_too():
    with pytest.raises(http_sink.ConsumerUnavailable):
        http_sink.send("http://127.0.0.1:9/", {})


@pytest.fixture
def subscribed(consumer, monkeypatch, settings):
    """The consumer as one line of the setting, and nobody else who listens."""
    monkeypatch.setattr(registry, "_listeners", {})
    settings.SAMVERK_CLOUDEVENTS = [
        {"navn": "iam", "url": consumer["url"], "typer": ["test.*"], "tenant": "uit"}
    ]
    http_sink.subscribe_consumers()
    return consumer


def _publish(act_as, slug, who, kind, subject, now):
    with act_as(slug, who) as actor:
        outbox.publish(actor=actor, event=outbox.NewEvent(kind, "ting", subject), now=now)


def _deliver(slug, now):
    return outbox.deliver_due(actor=service_actor(tenant_by_slug(slug)), now=now)


@pytest.mark.django_db
def test_an_event_goes_the_whole_way_in_order_again_and_to_its_own_tenant(subscribed, act_as, now):
    mine, others = uuid4(), uuid4()
    _publish(act_as, "uit", "ola", "test.a.v1", mine, now)
    _publish(act_as, "uit", "ola", "test.b.v1", mine, now)
    _publish(act_as, "uit", "ola", "annet.a.v1", mine, now)
    _publish(act_as, "uio", "yusuf", "test.a.v1", others, now)

    subscribed["status"] = 503
    _deliver("uit", now)
    assert [b["type"] for b in subscribed["bodies"]] == ["no.bott.uit.test.a.v1"]
    with act_as("uit", "tilgang"):
        held = outbox.Delivery.objects.order_by("nr").values_list("sink", "status", "feil")
        assert list(held) == [
            ("http.iam", "venter", "ConsumerUnavailable: HTTP 503"), ("http.iam", "venter", ""),
        ]  # fmt: skip

    subscribed["status"] = 202
    _deliver("uit", now + timedelta(minutes=1))
    _deliver("uio", now + timedelta(minutes=1))
    assert [(b["type"], b["subject"]) for b in subscribed["bodies"][1:]] == [
        ("no.bott.uit.test.a.v1", f"ting/{mine}"), ("no.bott.uit.test.b.v1", f"ting/{mine}"),
    ]  # fmt: skip
    first, again = subscribed["bodies"][:2]
    assert first == again  # the same id: the consumer knows that it has seen it
    assert _deliver("uit", now + timedelta(hours=1)) == 0
    assert len(subscribed["bodies"]) == 3
