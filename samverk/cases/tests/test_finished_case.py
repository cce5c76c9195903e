"""A case whose process is done closes itself when nothing is open, and only then."""

from uuid import uuid4

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.access.api import AccessDenied
from samverk.core.outbox.api import Event, NewEvent, deliver_due, publish
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def driven(act_as, case, now):
    with act_as("uit", "hr") as actor:
        return cases.attach_process(actor=actor, sak_id=case.id, instans_id=uuid4(), now=now)


@pytest.fixture
def process_ends(now):
    """Let the process of a case end, and deliver what follows."""

    def done(case):
        service = access.service_actor(tenant_by_slug("uit"))
        with access.acting(service, now=now):
            event = NewEvent(workflow.events.INSTANCE_DONE, "instans", case.instans_id)
            publish(actor=service, event=event, now=now)
        deliver_due(actor=service, now=now)

    return done


def deliver(now):
    deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=now)


def status_of(act_as, case):
    with act_as("uit", "arkiv") as actor:
        found = cases.sak(actor, case.id)
        return found.status, found.mappe.saksstatus


def test_with_nothing_open_it_is_closed_and_frozen(act_as, driven, letter, process_ends, now):
    with act_as("uit", "arkiv") as actor:
        letter(actor, driven, now, kind="X", status="A")
    process_ends(driven)
    assert status_of(act_as, driven) == ("lukket", "A")
    with act_as("uit", "hr") as actor:
        assert driven.id in {c.id for c in cases.saker(actor, scope="lukket").rows}
        assert driven.id not in {c.id for c in cases.saker(actor, scope="enhet").rows}
        with pytest.raises(cases.SakRefused, match="lukket"):
            cases.write_notat(actor=actor, sak_id=driven.id, tekst="Hei", now=now)
    process_ends(driven)  # told twice is told once
    with act_as("uit", "arkiv"):
        assert Event.objects.filter(type=cases.events.SAK_LUKKET).count() == 1


def test_an_unarchived_record_keeps_it_open_until_the_archive_has_done_its_part(
    act_as, driven, letter, process_ends, now
):
    with act_as("uit", "arkiv") as actor:
        post = letter(actor, driven, now, kind="X", status="J")
    process_ends(driven)
    assert status_of(act_as, driven) == ("aapen", "F")
    with act_as("uit", "arkiv") as actor:
        archive.arkiver_journalpost(actor=actor, registrering_id=post.id, now=now)
    deliver(now)
    assert status_of(act_as, driven) == ("lukket", "A")


def test_an_unanswered_letter_is_never_signed_off_by_the_machine(
    act_as, driven, letter, process_ends, now
):
    with act_as("uit", "arkiv") as actor:
        letter(actor, driven, now, status="A")
    process_ends(driven)
    assert status_of(act_as, driven) == ("aapen", "F")


def test_a_case_without_an_ended_process_is_left_alone(act_as, driven, letter, now):
    with act_as("uit", "arkiv") as actor:
        letter(actor, driven, now, kind="X", status="A")
    deliver(now)
    assert status_of(act_as, driven) == ("aapen", "B")


def test_the_archive_opens_it_again_and_it_stays_open(act_as, driven, letter, process_ends, now):
    process_ends(driven)
    with act_as("uit", "ingrid") as actor, pytest.raises(AccessDenied):
        cases.reopen_sak(actor=actor, sak_id=driven.id, now=now)
    assert status_of(act_as, driven) == ("lukket", "A")
    with act_as("uit", "arkiv") as actor:
        opened = cases.reopen_sak(actor=actor, sak_id=driven.id, now=now)
        assert (opened.status, opened.closed_at) == ("aapen", None)
        with pytest.raises(cases.SakRefused, match="ikke avsluttet"):
            cases.reopen_sak(actor=actor, sak_id=driven.id, now=now)
        letter(actor, driven, now, kind="X", status="A")
    deliver(now)
    assert status_of(act_as, driven) == ("aapen", "B")


def test_the_leader_of_the_unit_closes_and_the_archive_reopens_on_the_page(sign_in, act_as, case):
    leader = sign_in("uit", "ingrid")
    assert f"/saker/{case.id}/avslutt/" in leader.get(f"/saker/{case.id}/").content.decode()
    assert leader.post(f"/saker/{case.id}/avslutt/", {"avskriv": ""}).status_code == 302
    assert status_of(act_as, case) == ("lukket", "A")
    assert "gjenaapne" not in leader.get(f"/saker/{case.id}/").content.decode()
    assert leader.post(f"/saker/{case.id}/gjenaapne/").status_code == 403
    keeper = sign_in("uit", "arkiv")
    assert "Åpne igjen" in keeper.get(f"/saker/{case.id}/").content.decode()
    assert keeper.get(f"/saker/{case.id}/gjenaapne/").status_code == 405
    assert keeper.post(f"/saker/{case.id}/gjenaapne/").status_code == 302
    assert status_of(act_as, case) == ("aapen", "B")


def test_a_leader_changes_nothing_but_the_status(act_as, case):
    from django.db import Error, transaction

    with act_as("uit", "ingrid"):
        mine = archive.Mappe.objects.filter(id=case.mappe.id)
        for change in ({"tittel": "Noe annet"}, {"saksstatus": "U"}, {"saksstatus": "P"}):
            with pytest.raises(Error) as refused, transaction.atomic():
                mine.update(**change)
            assert refused.value.__cause__.sqlstate == "SV403"
        assert (mine.get().tittel, mine.get().saksstatus) == (case.tittel, "B")


def test_a_leader_cannot_sign_off_what_is_unanswered(act_as, case, letter, now):
    with act_as("uit", "arkiv") as actor:
        letter(actor, case, now, status="A")
    with act_as("uit", "ingrid") as actor:
        with pytest.raises(AccessDenied):
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=True, now=now)
        with pytest.raises(archive.MappeNotClosable, match="ikke besvart"):
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=False, now=now)
        assert cases.sak(actor, case.id).status == "aapen"
