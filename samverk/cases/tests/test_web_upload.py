"""Uploads to a case: what is taken in, and what is refused at the field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samverk.archive import api as archive
from samverk.core.documents.api import Fil
from samverk.core.documents.rules import EICAR


def post(client, case, content, name="brev.pdf", **values):
    data = {"tittel": "Vitnemål", "type": "I", "hvem": "Jonas Lyngmo"} | values
    if content is not None:
        data["fil"] = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(f"/saker/{case.id}/dokument/", data)


@pytest.fixture
def count(act_as, case):
    def counted():
        with act_as("uit", "arkiv") as actor:
            return len(archive.journalposter(actor, case.mappe.id)), Fil.objects.count()

    return counted


@pytest.mark.django_db
def test_a_file_becomes_a_journalpost_from_the_party(sign_in, act_as, case):
    answer = post(sign_in("uit", "hr"), case, b"Vitnem\xc3\xa5l", name="../../vitne:mål.txt")
    assert answer.status_code == 302
    with act_as("uit", "jonas") as actor:
        (made,) = archive.journalposter(actor, case.mappe.id)
    assert (made.type, made.status, made.parter[0].navn) == ("I", "S", "Jonas Lyngmo")
    assert made.parter[0].party_id is not None
    assert (made.dokumenter[0].filnavn, made.dokumenter[0].mime_type) == (
        "vitne mål.txt",
        "text/plain",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Filen er tom"),
        (b"MZ" + b"\0" * 300, "Filtypen kan ikke tas imot"),
        (EICAR, "skadelig kode"),
        (None, "Fyll ut dette feltet"),
    ],
    ids=["zero bytes", "program named pdf", "virus", "no file"],
)
def test_a_bad_file_is_refused_at_the_field(sign_in, case, count, content, message):
    answer = post(sign_in("uit", "hr"), case, content)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert count() == (0, 0)


@pytest.mark.django_db
def test_a_too_large_file_is_stopped_on_the_way(sign_in, case, count, settings):
    settings.SAMVERK_UPLOAD_LIMIT = 100_000
    answer = post(sign_in("uit", "hr"), case, b"a" * 300_000, name="stor.txt")
    assert answer.status_code == 422
    assert "større enn 97 kB" in answer.content.decode()
    assert count() == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"tittel": " "}, {"hvem": ""}, {"type": "Z"}])
def test_a_missing_word_is_told_at_its_field(sign_in, case, count, change):
    answer = post(sign_in("uit", "hr"), case, b"Tekst", name="a.txt", **change)
    assert answer.status_code == 422
    assert count() == (0, 0)
