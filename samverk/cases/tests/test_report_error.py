"""«Dette er feil» becomes a case: archived letter, party, someone who answers."""

import uuid

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.cases.models import Sak


@pytest.fixture
def report(world):
    def made(**values):
        return cases.NyMelding(
            **{
                "tekst": "Jeg har 12 timer, ikke 10.\nSe timelista.",
                "gjelder": "Lønnsslipp for november 2026",
                "gjelder_type": "slipp",
                "gjelder_id": uuid.UUID(int=7),
                "enhet_id": world.unit,
                "rolle": "loennskonsulent",
            }
            | values
        )

    return made


@pytest.mark.django_db
def test_a_report_is_archived_and_waits_for_someone_by_name(act_as, now, report):
    with act_as("uit", "jonas") as actor:
        made = cases.report_error(actor=actor, melding=report(), now=now)
        (post,) = archive.journalposter(actor, made.mappe.id)
        assert made.opened_by == actor.bruker_id
        assert [c.id for c in cases.saker_about(actor, uuid.UUID(int=7))] == [made.id]
    assert made.tittel == "Melding om feil: Lønnsslipp for november 2026, Jonas Lyngmo"
    assert made.mappe.offentlig_tittel.endswith("***** *****")
    assert (post.type, post.is_automatic, post.parter[0].navn) == ("I", True, "Jonas Lyngmo")
    assert post.dokumenter[0].format == "fmt/476"
    with act_as("uit", "lonn") as actor:
        assert [c.id for c in cases.open_meldinger(actor)] == [made.id]
        cases.write_notat(actor=actor, sak_id=made.id, tekst="Sjekker timelista.", now=now)
        answer = archive.NyJournalpost(
            type="U",
            tittel="Svar",
            parter=(archive.NyKorrespondansepart("EM", "Jonas Lyngmo", actor.party_id),),
        )
        sent = archive.register_journalpost(actor=actor, mappe_id=made.mappe.id, ny=answer, now=now)
        archive.avskriv_journalpost(
            actor=actor, registrering_id=post.id, maate="BU", svar_id=sent.id, now=now
        )
    with act_as("uit", "amalie") as actor:
        assert cases.sak(actor, made.id) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tekst": " \n"}, "Skriv hva som er feil"),
        ({"tekst": "x" * 4001}, "4000 tegn"),
        ({"rolle": "attestant"}, "Ingen kan svare"),
    ],
)
def test_a_bad_report_leaves_nothing(act_as, now, report, change, message):
    with act_as("uit", "jonas") as actor, pytest.raises(cases.SakRefused, match=message):
        cases.report_error(actor=actor, melding=report(**change), now=now)
    with act_as("uit", "arkiv"):
        assert Sak.objects.count() == 0
