"""Closing: all obstacles at once, sign-off only when confirmed, frozen afterwards."""

import pytest

from samverk.archive import api as archive
from samverk.archive.models import Avskrivning, Registrering
from samverk.core.access.api import AccessDenied
from samverk.core.organisation import api as organisation

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def register(actor, case, ny, now):
    return archive.register_journalpost(actor=actor, mappe_id=case.id, ny=ny, now=now)


def close(actor, case, now, *, confirm=False):
    return archive.close_saksmappe(
        actor=actor, mappe_id=case.id, confirm_avskrivning=confirm, now=now
    )


@pytest.mark.django_db
def test_every_obstacle_is_told_at_once(act_as, now, opened, new_post):
    pdf = (archive.NyttDokument("Brev", "brev.pdf", PDF),)
    with act_as("uit", "arkiv") as actor:
        came = register(actor, opened, new_post(dokumenter=pdf), now)
        sent = register(actor, opened, new_post("U"), now)
        with pytest.raises(archive.MappeNotClosable) as refused:
            close(actor, opened, now)
        assert [(o.code, o.registrering_id) for o in refused.value.obstacles] == [
            ("ikke_arkivert", came.id),
            ("arkivformat", came.id),
            ("ikke_arkivert", sent.id),
            ("restanse", came.id),
        ]
        assert archive.mappe(actor, opened.id).saksstatus == "B"


@pytest.mark.django_db
def test_unanswered_letters_are_signed_off_only_when_confirmed(act_as, now, opened, new_post):
    with act_as("uit", "arkiv") as actor:
        came = register(actor, opened, new_post(status="A"), now)
        with pytest.raises(archive.MappeNotClosable, match="2026/1-1 er ikke besvart"):
            close(actor, opened, now)
        assert Avskrivning.objects.count() == 0
        closed = close(actor, opened, now, confirm=True)
        assert (closed.saksstatus, closed.avsluttet_at) == ("A", now)
        assert archive.journalpost(actor, came.id).avskrevet == "SA"


@pytest.mark.django_db
def test_a_closed_case_takes_nothing_more_until_the_archive_opens_it(act_as, now, opened, new_post):
    with act_as("uit", "arkiv") as actor:
        close(actor, opened, now)
        with pytest.raises(archive.ArchiveRefused, match="Saken er avsluttet"):
            register(actor, opened, new_post(), now)
    with act_as("uit", "hr") as actor, pytest.raises(AccessDenied):
        archive.reopen_saksmappe(actor=actor, mappe_id=opened.id, now=now)
    with act_as("uit", "arkiv") as actor:
        again = archive.reopen_saksmappe(actor=actor, mappe_id=opened.id, now=now)
        assert (again.saksstatus, again.avsluttet_at) == ("B", None)
        assert register(actor, opened, new_post(), now).registrerings_id == "2026/1-1"


@pytest.mark.django_db
def test_a_record_one_may_not_see_keeps_the_case_open_and_is_not_told_of(
    act_as, now, opened, new_post, world
):
    with act_as("uit", "arkiv") as actor:
        units = organisation.enheter(actor.tenant_id, on=now.date())
        other = next(u.id for u in units if u.navn == "Institutt for språk og kultur")
        came = register(actor, opened, new_post(status="J"), now)
        Registrering.objects.filter(id=came.id).update(administrativ_enhet_id=other)

    def refused_to_the_leader():
        with act_as("uit", "ingrid") as actor:
            assert archive.journalposter(actor, opened.id) == []
            with pytest.raises(archive.MappeNotClosable) as refused:
                close(actor, opened, now)
            assert archive.mappe(actor, opened.id).saksstatus == "B"
            return [(o.code, str(o.text), o.registrering_id) for o in refused.value.obstacles]

    assert refused_to_the_leader() == [
        ("skjult", "Et dokument du ikke ser, er ikke arkivert.", None),
        ("skjult", "Et dokument du ikke ser, er ikke besvart.", None),
    ]
    with act_as("uit", "arkiv") as actor:
        archive.arkiver_journalpost(actor=actor, registrering_id=came.id, now=now)
    assert refused_to_the_leader() == [
        ("skjult", "Et dokument du ikke ser, er ikke besvart.", None)
    ]
    with act_as("uit", "arkiv") as actor:
        assert Avskrivning.objects.count() == 0
        assert close(actor, opened, now, confirm=True).saksstatus == "A"
