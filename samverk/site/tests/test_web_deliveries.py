"""Hendelser som ikke kom fram: seen and put back in line by system support, and by nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from samverk.core.access.api import service_actor
from samverk.core.outbox import api as outbox
from samverk.core.outbox import registry
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(act_as, now, monkeypatch):
    """Return the id of a delivery at UiT that its listener has refused eight times."""
    monkeypatch.setattr(registry, "_listeners", {})

    def down(actor, event, now):
        raise ValueError("mottakeren er nede")

    outbox.subscribe("test.nede", ("test.*",), down)
    with act_as("uit", "ola") as actor:
        event = outbox.NewEvent("test.ting.gjort.v1", "ting", uuid4())
        outbox.publish(actor=actor, event=event, now=now)
    for hour in range(8):
        at = now + timedelta(hours=hour)
        outbox.deliver_due(actor=service_actor(tenant_by_slug("uit")), now=at)
    with act_as("uit", "tilgang"):
        return outbox.Delivery.objects.get(status="doed").id


def _status(act_as, delivery_id):
    with act_as("uit", "tilgang"):
        return outbox.Delivery.objects.get(id=delivery_id).status


def test_support_sees_what_was_given_up_and_has_it_tried_again(dead, sign_in, act_as):
    client = sign_in("uit", "tilgang")
    page = client.get("/drift/hendelser/").content.decode()
    assert "test.ting.gjort.v1" in page
    assert "ValueError (samverk.site.tests.test_web_deliveries.down)" in page
    assert "mottakeren er nede" not in page
    answer = client.post(f"/drift/hendelser/{dead}/")
    assert (answer.status_code, answer["Location"]) == (302, "/drift/hendelser/")
    with act_as("uit", "tilgang"):
        again = outbox.Delivery.objects.get(id=dead)
        assert (again.status, again.forsoek, again.feil) == ("venter", 0, "")
    assert "Alle hendelser har kommet fram" in client.get("/drift/hendelser/").content.decode()


def test_twice_is_not_found(dead, sign_in):
    client = sign_in("uit", "tilgang")
    client.post(f"/drift/hendelser/{dead}/")
    assert client.post(f"/drift/hendelser/{dead}/").status_code == 404


def test_without_the_right_or_at_another_university_nothing_happens(dead, sign_in, act_as):
    assert sign_in("uit", "ola").get("/drift/hendelser/").status_code == 403
    assert sign_in("uit", "ola").post(f"/drift/hendelser/{dead}/").status_code == 403
    other = sign_in("uio", "tilgang")
    assert "test.ting.gjort.v1" not in other.get("/drift/hendelser/").content.decode()
    assert other.post(f"/drift/hendelser/{dead}/").status_code == 404
    assert _status(act_as, dead) == "doed"
