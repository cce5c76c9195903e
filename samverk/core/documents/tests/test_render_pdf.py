"""PDF by Typst: the markers of PDF/A-2a and PDF/UA-1, language, title and tags."""

import re

import pygfried
import pytest

from samverk.core.documents import api as documents

DATA = {
    "avsender": "UiT",
    "referanse": "2026/417-1",
    "mottaker": "Jonas Lyngmo\nTromsø",
    "avsnitt": ["Vi trenger vitnemål og to referanser.", "Ærlig, øm og åpen."],
    "signert_av": "Ingrid Solbakken",
}


def made(now, language="nb", **data):
    return documents.render_pdf(
        template="core/brev",
        data=DATA | data,
        title="Vi trenger vitnemål",
        language=language,
        now=now,
    )


def test_the_document_claims_pdf_a_2a_and_pdf_ua_1(now, tmp_path):
    content = made(now)
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    path = tmp_path / "brev"
    path.write_bytes(content)
    assert pygfried.identify(str(path)) == "fmt/476"  # PDF/A-2a


def test_the_document_is_tagged_and_names_its_language_and_title(now):
    content = made(now, language="nn")
    assert re.search(rb"/MarkInfo<<\s*/Marked true|/Marked true", content)
    assert b"/StructTreeRoot" in content
    assert b"<rdf:li>nn</rdf:li>" in content
    assert "Vi trenger vitnemål".encode() in content


def test_the_same_input_gives_the_same_bytes(now):
    assert made(now) == made(now)
    assert made(now) != made(now, referanse="2026/417-2")


def test_the_present_instant_with_its_microseconds_is_taken(now):
    assert made(now.replace(microsecond=123_456)) == made(now)


def test_fonts_are_embedded_and_no_file_outside_the_package_is_read(now):
    content = made(now)
    assert b"/FontFile" in content
    with pytest.raises(documents.TemplateMissing):
        documents.render_pdf(template="../x", data={}, title="x", language="nb", now=now)


@pytest.mark.django_db
def test_a_made_document_is_stored_as_an_archive_format(act_as, now, tmp_path):
    with act_as("uit", "ola") as actor:
        stored = documents.store_bytes(
            actor=actor, data=made(now), filename="brev.pdf", now=now, allowed=documents.PDF
        )
    assert (stored.format, stored.mime_type, stored.is_arkivformat) == (
        "fmt/476",
        "application/pdf",
        True,
    )
