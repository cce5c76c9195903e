"""Notices: one per event and person, seen by that person only, and a mail that says nothing."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils.translation import override

from samverk.core.access import api as access
from samverk.core.outbox import registry as outbox_registry
from samverk.core.outbox.api import NewEvent, deliver_due, publish
from samverk.core.tenancy.api import new_id, tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.ui import notice_rules, notices
from samverk.core.ui.models import Varsel, Varselvalg

TYPE = "prove.ting.skjedd.v1"
OTHER = "prove.annet.skjedd.v1"
HIDDEN = "00000000-0000-7000-8000-000000000001"


@pytest.fixture
def rule(monkeypatch):
    """A kind of notice that tells whom the event names; the object `HIDDEN` may not be seen."""
    monkeypatch.setattr(notice_rules, "rules", {})
    monkeypatch.setattr(outbox_registry, "_listeners", dict(outbox_registry._listeners))

    def to(actor, event, now):
        return ui.whoever(actor, event.data["hvem"], {"kode": event.data["kode"]})

    def tell(actor, rows):
        return {
            row.id: ui.Told(f"{actor.navn} ser {row.data['kode']}", f"/ting/{row.objekt_id}/")
            for row in rows
            if str(row.objekt_id) != HIDDEN
        }

    made = ui.NoticeRule(
        kind="prove.ting", group="saker", types=(TYPE,), to=to, text="Noe skjedde", tell=tell
    )
    ui.add_notice_rule(made)
    return made


@pytest.fixture
def service(db):
    return access.service_actor(tenant_by_slug("uit"))


@pytest.fixture
def happen(rule, service, act_as, now):
    """Let something happen that concerns the named, and deliver it."""

    def done(*who, at=now, subject=None, kode="a", type_=TYPE):
        people = []
        for name in who:
            with act_as("uit", name, at) as actor:
                people.append(str(actor.party_id))
        with access.acting(service, now=at):
            event = NewEvent(
                type_, "ting", subject or new_id(), data={"hvem": people, "kode": kode}
            )
            made = publish(actor=service, event=event, now=at)
        deliver_due(actor=service, now=at)
        return made

    return done


def test_a_notice_is_seen_by_its_person_only(happen, act_as, now):
    happen("ola", "ingrid")
    with act_as("uit", "ola") as ola:
        assert [(n.text, n.is_read) for n in ui.my_notices(ola).rows] == [
            (f"{ola.navn} ser a", False)
        ]
        assert Varsel.objects.count() == 1  # the policy, not the query, hides Ingrid's
        assert ui.unread_count(ola) == 1
    with act_as("uit", "jonas") as jonas:
        assert ui.my_notices(jonas).rows == ()
        assert Varsel.objects.count() == 0
    with act_as("uio", "karin") as other:
        assert ui.my_notices(other).rows == ()


def test_an_event_delivered_twice_is_one_notice(happen, service, rule, act_as, now):
    from samverk.core.outbox.api import Event, event_facts

    event_id = happen("ola")
    with access.acting(service, now=now):
        facts = event_facts(Event.objects.get(id=event_id))
        notice_rules.register_event(service, facts, now + timedelta(hours=1))
    with act_as("uit", "ola") as ola:
        assert len(ui.my_notices(ola).rows) == 1


def test_what_may_not_be_seen_any_more_is_told_without_names_and_without_a_link(happen, act_as):
    from uuid import UUID

    happen("ola", subject=UUID(HIDDEN))
    with act_as("uit", "ola") as ola:
        (shown,) = ui.my_notices(ola).rows
        assert (shown.text, shown.url) == ("Noe skjedde", "")


@pytest.mark.parametrize("fault", ["python", "database"])
def test_a_kind_that_fails_takes_no_page_down(happen, rule, act_as, monkeypatch, caplog, fault):
    """The other kind is told as always; the text of the fault may name people and is not kept."""

    def fails(actor, rows):
        if fault == "database":
            Varsel.objects.raw("SELECT 1 / 0 AS id")[0]
        raise KeyError("Ola Hansen")

    ui.add_notice_rule(replace(rule, kind="prove.feil", types=(OTHER,), tell=fails))
    happen("ola", type_=OTHER)
    happen("ola")
    with act_as("uit", "ola") as ola:
        assert sorted((n.text, bool(n.url)) for n in ui.my_notices(ola).rows) == [
            ("Noe skjedde", False), (f"{ola.navn} ser a", True),
        ]  # fmt: skip
    wanted = {"python": "KeyError", "database": "DataError"}[fault]
    assert f"Notices of the kind prove.feil not told: {wanted}" in caplog.text
    assert "Hansen" not in caplog.text


def test_reading_one_and_reading_all(happen, act_as, now):
    happen("ola", kode="a")
    happen("ola", "ingrid", kode="b", at=now + timedelta(minutes=1))
    later = now + timedelta(hours=1)
    with act_as("uit", "ola", later) as ola:
        newest, oldest = ui.my_notices(ola).rows
        assert newest.text.endswith("ser b")
        assert ui.mark_read(actor=ola, varsel_id=newest.id, now=later) == newest.url
        assert [n.is_read for n in ui.my_notices(ola).rows] == [True, False]
        assert ui.mark_all_read(actor=ola, now=later) == 1
        assert ui.unread_count(ola) == 0
        mine = oldest.id
    with act_as("uit", "ingrid", later) as ingrid:
        assert ui.unread_count(ingrid) == 1
        assert ui.mark_read(actor=ingrid, varsel_id=mine, now=later) is None


def test_a_person_can_neither_make_nor_rewrite_a_notice(happen, act_as, now):
    event_id = happen("ola")
    with act_as("uit", "ola") as ola:
        row = Varsel.objects.get()
        with pytest.raises(ProgrammingError) as rewritten, transaction.atomic():
            Varsel.objects.filter(id=row.id).update(art="noe.annet")
        with pytest.raises(ProgrammingError) as made, transaction.atomic():
            Varsel.objects.create(
                tenant_id=ola.tenant_id, bruker_id=ola.bruker_id, event_id=event_id, art="x",
                gruppe="saker", objekt_id=new_id(), skjedde_at=now, registrert_at=now,
            )  # fmt: skip
        assert [e.value.__cause__.sqlstate for e in (rewritten, made)] == ["42501"] * 2
        assert Varsel.objects.filter(id=row.id).delete()[0] == 0
        assert Varsel.objects.get().art == "prove.ting"


def test_pages_follow_each_other_without_gaps(happen, act_as, now):
    for minute in range(3):
        happen("ola", at=now + timedelta(minutes=minute), kode=str(minute))
    with act_as("uit", "ola", now + timedelta(hours=1)) as ola:
        first = ui.my_notices(ola, limit=2)
        second = ui.my_notices(ola, limit=2, after=first.after)
        assert [n.text[-1] for n in first.rows + second.rows] == ["2", "1", "0"]
        assert second.after == ""
        assert quote(first.after) == first.after  # goes into an address as it is
        with pytest.raises(ValueError, match="isoformat"):
            ui.my_notices(ola, after="tull")


def test_the_morning_mail_counts_and_says_nothing_else(happen, service, act_as, now):
    with act_as("uit", "ola") as ola:
        ui.choose_digest(actor=ola, grupper=["saker"], now=now)
    happen("ola", "ingrid", at=now + timedelta(hours=1), kode="hemmelig")
    happen("ola", at=now + timedelta(hours=2), kode="hemmelig")
    morning = now + timedelta(days=1)
    assert ui.send_digests(actor=service, now=morning) == 1
    assert ui.send_digests(actor=service, now=morning) == 0  # counted once
    (sent,) = mail.outbox
    assert sent.subject == "Du har 2 nye varsler i Samverk"
    assert "/varsler/" in sent.body
    assert "hemmelig" not in sent.body + sent.subject
    assert ola.navn not in sent.body


def test_one_address_that_fails_does_not_take_the_mail_from_the_next(
    happen, service, act_as, now, monkeypatch, caplog
):
    for name in ("ola", "ingrid"):
        with act_as("uit", name) as actor:
            ui.choose_digest(actor=actor, grupper=["saker"], now=now)
    happen("ola", "ingrid", at=now + timedelta(hours=1))
    real, asked = notices.send_mail, []

    def first_fails(subject, body, sender, to):
        asked.append(to)
        if len(asked) == 1:
            raise UnicodeError(to[0])
        return real(subject, body, sender, to)

    monkeypatch.setattr(notices, "send_mail", first_fails)
    morning = now + timedelta(days=1)
    assert ui.send_digests(actor=service, now=morning) == 1
    assert [m.to for m in mail.outbox] == asked[1:]
    assert asked[0][0] not in caplog.text
    # The one that failed is still owed its mail; the other has had its own.
    assert ui.send_digests(actor=service, now=morning) == 1
    assert [m.to for m in mail.outbox] == [asked[1], asked[0]]
    assert ui.send_digests(actor=service, now=morning) == 0


def test_what_is_read_or_not_chosen_is_not_mailed(happen, service, act_as, now):
    with act_as("uit", "ola") as ola:
        ui.choose_digest(actor=ola, grupper=["loenn"], now=now)
    with act_as("uit", "ingrid") as ingrid:
        ui.choose_digest(actor=ingrid, grupper=["saker"], now=now)
    later = now + timedelta(hours=1)
    happen("ola", "ingrid", at=later)
    with act_as("uit", "ingrid", later) as ingrid:
        ui.mark_all_read(actor=ingrid, now=later)
    assert ui.send_digests(actor=service, now=later) == 0
    assert mail.outbox == []


def test_choosing_mail_again_after_a_pause_does_not_count_the_pause(happen, service, act_as, now):
    with act_as("uit", "ola") as ola:
        ui.choose_digest(actor=ola, grupper=["saker"], now=now)
        ui.choose_digest(actor=ola, grupper=[], now=now)
        assert ui.digest_choice(ola) == ()
    happen("ola", at=now + timedelta(hours=1))
    later = now + timedelta(hours=2)
    with act_as("uit", "ola", later) as ola:
        ui.choose_digest(actor=ola, grupper=["saker"], now=later)
    assert ui.send_digests(actor=service, now=later) == 0


def test_what_one_has_chosen_is_ones_own(rule, act_as, now):
    with act_as("uit", "ola") as ola:
        ui.choose_digest(actor=ola, grupper=["saker"], now=now)
    with act_as("uit", "jonas") as jonas:
        assert Varselvalg.objects.count() == 0
        assert Varselvalg.objects.update(grupper=[]) == 0
        with pytest.raises(ProgrammingError) as refused, transaction.atomic():
            Varselvalg.objects.create(
                tenant_id=jonas.tenant_id, bruker_id=ola.bruker_id, grupper=["loenn"],
                sendt_til_at=now,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "42501"
        ui.choose_digest(actor=jonas, grupper=["loenn"], now=now)
        assert Varselvalg.objects.update(grupper=["saker", "loenn"]) == 1
    with act_as("uit", "ola") as ola:
        assert [v.grupper for v in Varselvalg.objects.all()] == [["saker"]]


def test_an_unknown_group_is_refused_and_nothing_is_written(rule, act_as, now):
    with act_as("uit", "ola") as ola:
        with pytest.raises(ui.VarselvalgRefused):
            ui.choose_digest(actor=ola, grupper=["saker", "tull"], now=now)
        assert Varselvalg.objects.count() == 0
    with pytest.raises(ValueError, match="no such group"):
        ui.add_notice_rule(
            ui.NoticeRule(
                kind="x", group="tull", types=(), to=rule.to, text="", tell=rule.tell
            )
        )  # fmt: skip


def test_a_year_old_notice_is_deleted_and_a_younger_one_stays(happen, service, act_as, now):
    happen("ola", at=now - timedelta(days=366), kode="gammel")
    happen("ola", at=now - timedelta(days=364), kode="ung")
    with access.acting(service, now=now):
        assert ui.forget_old_notices(actor=service, now=now) == 1
    with act_as("uit", "ola") as ola, override("en"):
        assert [n.text[-3:] for n in ui.my_notices(ola).rows] == ["ung"]
