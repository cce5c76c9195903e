"""The feed of events over the API: what has committed, page by page, without values."""

from datetime import timedelta
from uuid import uuid4

from samverk.core.access import api as access
from samverk.core.outbox import api as outbox
from samverk.core.outbox import services
from samverk.core.tenancy.api import tenant_by_slug


def _token(now):
    """A token of UiT's integration account, that reads events."""
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine, now=now):
        bruker = access.create_bruker(
            actor=machine, brukernavn="iam", navn="IAM", party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
        access.grant_rolle(
            actor=machine, bruker_id=bruker, rolle="integrasjon", omfang="selv", fra=now.date(),
            now=now, details={"kilde": "oppsett"},
        )  # fmt: skip
        return access.create_token(
            actor=machine, bruker_id=bruker, navn="iam", kapabiliteter=["api.hendelser.les"],
            now=now, valid=timedelta(days=1),
        )  # fmt: skip


def test_events_are_read_page_by_page_without_values(own_database, client, now, monkeypatch):
    # Any open transaction of the server would hold the feed back: that is test_events_after's.
    monkeypatch.setattr(services, "_SETTLED", "true")
    from samverk.core import clock

    with clock.fixed(now):
        headers = {"Authorization": f"Bearer {_token(now)}", "X-Samverk-Tenant": "uit"}
        with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as actor:
            for number in range(3):
                event = outbox.NewEvent(f"test.n{number}.v1", "ting", uuid4())
                outbox.publish(actor=actor, event=event, now=now)

        def page(query):
            return client.get(f"/api/core/v1/hendelser?{query}", headers=headers).json()

        first = page("antall=2")
        second = page(f"antall=2&etter={first['neste']}")
    kinds = [e["type"] for e in first["hendelser"] + second["hendelser"]]
    assert kinds == ["test.n0.v1", "test.n1.v1", "test.n2.v1"]
    assert set(first["hendelser"][0]) == {
        "nr", "id", "type", "subject", "time", "gyldigetter", "endret",
    }  # fmt: skip
