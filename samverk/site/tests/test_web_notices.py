"""Varsler: the list, the way to the page, all read, and the choice of mail."""

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.outbox import registry as outbox_registry
from samverk.core.outbox.api import NewEvent, deliver_due, publish
from samverk.core.tenancy.api import new_id, tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.ui import notice_rules


@pytest.fixture
def told(monkeypatch, act_as):
    """Tell one of the cast something, as a module would."""
    monkeypatch.setattr(notice_rules, "rules", {})
    monkeypatch.setattr(outbox_registry, "_listeners", {})
    ui.add_notice_rule(
        ui.NoticeRule(
            kind="prove", group="loenn", types=("prove.v1",), text="Noe skjedde",
            to=lambda actor, event, now: ui.whoever(actor, [event.data["hvem"]]),
            tell=lambda actor, rows: {r.id: ui.Told("<b>Lønn</b> & slipp", "/lonn/") for r in rows},
        )
    )  # fmt: skip

    def tell(name):
        service, now = access.service_actor(tenant_by_slug("uit")), clock.now()
        with act_as("uit", name) as actor:
            party = str(actor.party_id)
        with access.acting(service, now=now):
            event = NewEvent("prove.v1", "ting", new_id(), data={"hvem": party})
            publish(actor=service, event=event, now=now)
        deliver_due(actor=service, now=now)

    return tell


def ids_of(act_as, name):
    with act_as("uit", name) as actor:
        return [n.id for n in ui.my_notices(actor).rows]


def test_the_list_the_bell_and_the_way_to_the_page(told, sign_in, act_as):
    told("jonas")
    told("jonas")
    client = sign_in("uit", "jonas")
    text = client.get("/varsler/").content.decode()
    assert text.count("&lt;b&gt;Lønn&lt;/b&gt; &amp; slipp") == 2
    assert text.count(", ikke lest") == 2
    assert "2 uleste" in text
    first, _second = ids_of(act_as, "jonas")
    answer = client.get(f"/varsler/{first}/")
    assert (answer.status_code, answer["Location"]) == (302, "/lonn/")
    assert "1 ulest" in client.get("/").content.decode()


def test_another_persons_notice_is_not_there(told, sign_in, act_as):
    told("jonas")
    (only,) = ids_of(act_as, "jonas")
    assert sign_in("uit", "ola").get(f"/varsler/{only}/").status_code == 404
    with act_as("uit", "jonas") as jonas:
        assert ui.unread_count(jonas) == 1


def test_all_are_marked_as_read_by_a_post_only(told, sign_in, act_as):
    told("jonas")
    client = sign_in("uit", "jonas")
    assert client.get("/varsler/lest/").status_code == 405
    with act_as("uit", "jonas") as jonas:
        assert ui.unread_count(jonas) == 1
    client.post("/varsler/lest/")
    assert "Merk alle som lest" not in client.get("/varsler/").content.decode()
    with act_as("uit", "jonas") as jonas:
        assert ui.unread_count(jonas) == 0


def test_the_choice_of_mail_is_kept_and_an_unknown_one_is_not(sign_in, act_as):
    client = sign_in("uit", "jonas")
    assert client.post("/varsler/valg/", {"gruppe": ["loenn", "timer"]}).status_code == 302
    assert client.get("/varsler/valg/").content.decode().count(" checked") == 2
    assert client.post("/varsler/valg/", {"gruppe": ["tull"]}).status_code == 404
    with act_as("uit", "jonas") as jonas:
        assert ui.digest_choice(jonas) == ("timer", "loenn")


def test_a_broken_place_in_the_list_is_not_found(sign_in):
    assert sign_in("uit", "jonas").get("/varsler/?etter=tull").status_code == 404
