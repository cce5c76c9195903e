"""Registering documents: numbers, documents, status, idempotency, refusals."""

import pytest
from django.db import connection

from samverk.archive import api as archive
from samverk.archive.models import Dokumentbeskrivelse, Registrering
from samverk.core.access.api import AccessDenied
from samverk.core.documents.api import Fil, FilRefused
from samverk.core.documents.rules import EICAR


def register(actor, case, ny, now):
    return archive.register_journalpost(actor=actor, mappe_id=case.id, ny=ny, now=now)


@pytest.mark.django_db
def test_an_incoming_letter_gets_its_numbers_and_its_file(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        post = register(actor, opened, new_post(), now)
        again = register(actor, opened, new_post("U"), now)
    assert (post.registrerings_id, post.loepenummer) == ("2026/1-1", "1/2026")
    assert (again.registrerings_id, again.loepenummer) == ("2026/1-2", "2/2026")
    assert (post.status, post.mottatt_dato.isoformat()) == ("S", "2026-11-23")
    assert (post.is_skjermet, post.is_automatic, post.avskrevet) == (True, False, "")
    (paper,) = post.dokumenter
    assert (paper.tittel, paper.tilknyttet_som, paper.format) == ("Vitnemål", "H", "x-fmt/111")
    assert (paper.is_arkivformat, paper.is_ferdig, paper.stoerrelse) == (True, True, 28)
    assert [(p.type, p.navn) for p in post.parter] == [("EA", "Jonas Lyngmo")]


@pytest.mark.django_db
def test_a_process_takes_an_outgoing_letter_all_the_way(act_as, now, opened, new_post):
    with act_as("uit", "arkiv") as actor, connection.cursor() as cursor:
        post = register(actor, opened, new_post("U", status="A", automatic=True), now)
        assert (post.status, post.journaldato, post.sendt_dato) == ("A", now.date(), now.date())
        assert post.dokumenter[0].is_ferdig
        assert archive.registration_counts(
            actor, fra=now.date(), til=now.date().replace(day=24)
        ) == archive.RegistrationCounts(1, 0)
        cursor.execute("SELECT arkivert_av FROM archive_registrering")
        assert cursor.fetchall() == [(actor.bruker_id,)]


@pytest.mark.django_db
def test_a_case_worker_stops_before_the_journal(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        with pytest.raises(archive.ArchiveRefused, match="Be arkivet om hjelp") as refused:
            register(actor, opened, new_post("U", status="J"), now)
        assert refused.value.code == "ingen_tilgang"
        assert (Registrering.objects.count(), Dokumentbeskrivelse.objects.count()) == (0, 0)
        post = register(actor, opened, new_post("U"), now)
        assert archive.ferdigstill_journalpost(
            actor=actor, registrering_id=post.id, now=now
        ).status == "F"  # fmt: skip
        sent = archive.ekspeder_journalpost(actor=actor, registrering_id=post.id, now=now)
        assert (sent.status, sent.sendt_dato) == ("E", now.date())
        with pytest.raises(AccessDenied):
            archive.journalfoer_journalpost(actor=actor, registrering_id=post.id, now=now)


@pytest.mark.django_db
def test_the_same_event_gives_one_record(act_as, now, opened, new_post):
    with act_as("uit", "arkiv") as actor:
        event = {"modul": "hr", "ekstern_id": "kontrakt-7", "automatic": True}
        first = register(actor, opened, new_post("U", **event), now)
        second = register(actor, opened, new_post("U", **event), now)
        assert first.id == second.id
        assert Registrering.objects.count() == 1
        with pytest.raises(archive.ArchiveRefused, match="annet innhold") as refused:
            register(actor, opened, new_post("U", dokumenter=(), **event), now)
        assert refused.value.code == "innhold_ulikt"


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [b"", EICAR, b"MZ" + b"\0" * 99], ids=["empty", "virus", "type"])
def test_a_bad_file_stops_the_registration(act_as, now, opened, new_post, bad):
    papers = (
        archive.NyttDokument("Brev", "brev.txt", b"hei"),
        archive.NyttDokument("Vedlegg", "vedlegg.pdf", bad),
    )
    with act_as("uit", "hr") as actor:
        with pytest.raises(FilRefused):
            register(actor, opened, new_post(dokumenter=papers), now)
        assert Registrering.objects.count() == 0
    assert Fil.objects.count() == 0


@pytest.mark.django_db
def test_one_who_does_not_see_the_case_cannot_register_in_it(act_as, now, opened, new_post):
    with act_as("uio", "arkiv") as actor, pytest.raises(archive.MappeMissing):
        register(actor, opened, new_post(), now)
    with act_as("uit", "amalie") as actor, pytest.raises(AccessDenied):
        register(actor, opened, new_post(), now)


@pytest.mark.django_db
def test_an_answer_signs_off_what_came_in(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        came = register(actor, opened, new_post(), now)
        answer = register(actor, opened, new_post("U"), now)
        assert [p.id for p in archive.restanser(actor, opened.id)] == [came.id]
        signed = archive.avskriv_journalpost(
            actor=actor, registrering_id=came.id, maate="BU", svar_id=answer.id, now=now
        )
        assert signed.avskrevet == "BU"
        assert archive.restanser(actor, opened.id) == []
        for target, svar, message in (
            (answer.id, came.id, "Bare inngående og interne"),
            (came.id, None, "Velg svaret"),
        ):
            with pytest.raises(archive.ArchiveRefused, match=message):
                archive.avskriv_journalpost(
                    actor=actor, registrering_id=target, maate="BN", svar_id=svar, now=now
                )


@pytest.mark.django_db
def test_the_archives_lists_show_age_and_what_is_missing(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        whole = register(actor, opened, new_post(), now)
        poor = register(actor, opened, new_post(dokumenter=(), parter=()), now)
    with act_as("uit", "arkiv") as actor:
        assert [p.id for p in archive.archive_queue(actor).rows] == [whole.id, poor.id]
        assert [(r.journalpost.id, r.mangler) for r in archive.quality_list(actor)] == [
            (poor.id, ("part", "dokument"))
        ]
        archive.journalfoer_journalpost(actor=actor, registrering_id=whole.id, now=now)
        assert [p.id for p in archive.journal_of_day(actor, now.date()).rows] == [whole.id]
        assert [p.id for p in archive.archive_queue(actor, which="A").rows] == [whole.id]
        with pytest.raises(archive.ArchiveRefused, match="Avsender eller mottaker mangler"):
            archive.register_journalpost(
                actor=actor, mappe_id=opened.id, ny=new_post("U", status="A", parter=()), now=now
            )
