"""The tool that keeps the catalogues: what it finds, what it calls a fault."""

from pathlib import Path

import pytest

from tools import messages

TEMPLATE = """{% load i18n %}{% translate "Godkjenn" %}
{% blocktranslate count n=antall %}{{ n }} sak{% plural %}{{ n }} saker{% endblocktranslate %}"""
CODE = """
from django.utils.translation import gettext_lazy as _
class SakLukket(Refusal):
    pass
NAVN = _("Saker")
def close():
    raise SakLukket("Saken er alt lukket.", field="sak")
    raise SakLukket(f"Saken {1} er lukket.")
"""
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Godkjenn"
msgstr "{godkjenn}"

msgid "%(n)s sak"
msgid_plural "%(n)s saker"
msgstr[0] "%(n)s sak"
msgstr[1] "{saker}"

msgid "Saker"
msgstr "Saker"

{fuzzy}msgid "Saken er alt lukket."
msgstr "Saka er alt lukka."
"""


@pytest.fixture
def module(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "samverk/proeve"
    (folder / "templates").mkdir(parents=True)
    (folder / "apps.py").write_text("")
    (folder / "templates/side.html").write_text(TEMPLATE)
    (folder / "rules.py").write_text(CODE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CORE", tmp_path / "samverk/core")
    messages.refusals.cache_clear()
    yield folder
    messages.refusals.cache_clear()


def _write(module: Path, godkjenn="Godkjenn", saker="%(n)s saker", fuzzy="") -> None:
    for language in messages.LANGUAGES:
        path = module / "locale" / language / "LC_MESSAGES/django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PO.format(godkjenn=godkjenn, saker=saker, fuzzy=fuzzy))


def test_it_finds_templates_calls_and_literal_refusals(module):
    assert [m for m, _context in messages.wanted(module)] == [
        "Godkjenn", ("%(n)s sak", "%(n)s saker"), "Saker", "Saken er alt lukket.",
    ]  # fmt: skip


def test_complete_catalogues_have_no_faults(module):
    _write(module)
    assert messages.faults(module) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"godkjenn": ""}, "mangler: Godkjenn"),
        ({"saker": "%(antall)s saker"}, "andre plassholdere enn originalen: %(n)s sak"),
        ({"fuzzy": "#, fuzzy\n"}, "usikker (fuzzy): Saken er alt lukket."),
    ],
)
def test_what_is_missing_unsure_or_differently_filled_is_a_fault(module, change, fault):
    _write(module, **change)
    assert messages.faults(module) == [f"samverk/proeve {x}: {fault}" for x in ("nn", "en")]


def test_extract_keeps_what_is_translated_and_drops_what_is_gone(module):
    _write(module, godkjenn="Godta")
    (module / "rules.py").write_text("")
    messages.update(module)
    text = (module / "locale/nn/LC_MESSAGES/django.po").read_text()
    assert 'msgstr "Godta"' in text
    assert "lukket" not in text
    messages.update(module)
    assert (module / "locale/nn/LC_MESSAGES/django.po").read_text() == text


def test_compile_writes_what_gettext_reads(module):
    import gettext

    _write(module, godkjenn="Godta")
    messages.build(module)
    with (module / "locale/nn/LC_MESSAGES/django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Godkjenn") == "Godta"
