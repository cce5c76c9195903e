"""Dates, deadlines and figures as people read them, in three languages."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.template import Context, Template
from django.utils import translation

import samverk
from samverk.core.ui import api as ui
from samverk.core.ui import words

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09.00 in Norway
DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("language", "long", "short", "full"),
    [
        ("nb", "26.\u00a0november 2026", "tor. 26.\u00a0nov.", "torsdag 26.\u00a0november 2026"),
        ("nn", "26.\u00a0november 2026", "tor. 26.\u00a0nov.", "torsdag 26.\u00a0november 2026"),
        ("en", "26\u00a0November 2026", "Thu 26\u00a0Nov", "Thursday 26\u00a0November 2026"),
    ],
)
def test_a_day_in_three_languages(language, long, short, full):
    with translation.override(language):
        assert words.day_long(DAY) == long
        assert words.day_short(DAY) == short
        assert words.day_full(DAY) == full


@pytest.mark.parametrize(
    ("days", "says"),
    [(-3, "3 dager over"), (-1, "1 dag over"), (0, "i dag"), (1, "i morgen"), (8, "om 8 dager")],
)
def test_how_long_until_a_deadline(days, says):
    with translation.override("nb"):
        assert words.days_until(NOW + timedelta(days=days), NOW) == says


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (NOW - timedelta(minutes=8), "i dag kl.\u00a008.52"),
        (NOW - timedelta(hours=18), "i går kl.\u00a015.00"),
        (NOW - timedelta(days=4), "tor. 19.\u00a0nov. kl.\u00a009.00"),
        (NOW - timedelta(days=400), "19.\u00a0oktober 2025 kl.\u00a010.00"),
    ],
)
def test_when_something_happened_in_norwegian_time(at, says):
    with translation.override("nb"):
        assert words.moment(at, NOW) == says


def _render(source, **content):
    with translation.override("nb"):
        return Template(source).render(Context({"now": NOW} | content)).strip()


def test_money_filters():
    assert _render("{{ x|money }}", x=1_864_000) == "18\u202f640\u00a0kr"
    assert _render('{{ x|money:"hele" }}', x=1_864_050) == "18\u202f641\u00a0kr"
    assert _render("{{ x|oere }}", x=-40_050) == "\u2212400,50"
    assert _render("{{ x|kroner }}", x=1_864_050) == "18\u202f641"
    assert _render("{{ x|money }}{{ x|oere }}{{ x|dato }}", x=None) == "–––"
    assert _render("{{ x|prosent }}", x=79_000) == "7,9\u00a0%"


def test_money_in_english_has_its_unit_first_in_every_form():
    with translation.override("en"):
        made = Template('{{ x|money }} {{ x|money:"hele" }}').render(Context({"x": 435_750}))
    assert made == "NOK\u00a04,357.50 NOK\u00a04,358"


def test_no_template_writes_the_unit_after_an_amount_itself():
    root = Path(samverk.__file__).parent
    wrong = re.compile(r"\|(?:kroner|oere|money)[^}]*\}\} kr\b")
    pages = list(root.rglob("templates/**/*.html"))
    assert len(pages) > 50
    assert [p.name for p in pages if wrong.search(p.read_text(encoding="utf8"))] == []


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nb", "Vit &lt;b&gt;"),
        ("nn", '<span lang="nb">Vit &lt;b&gt;</span>'),
        ("en", '<span lang="nb">Vit &lt;b&gt;</span>'),
    ],
)
def test_a_record_is_marked_as_norwegian_on_other_pages_and_stays_escaped(language, says):
    with translation.override(language):
        assert Template("{{ x|nb }}").render(Context({"x": "Vit <b>"})) == says


def test_a_status_is_word_and_symbol():
    text = _render('{% status "wait" "Venter på deg" %}')
    assert 'data-s="wait"' in text
    assert "<svg" in text
    assert "Venter på deg" in text


def test_a_light_says_its_colour_in_words_and_unknown_is_unknown():
    assert "(gul)" in _render('{% light "GU" %}')
    assert 'data-l="–"' in _render('{% light "grønn" %}')


def test_a_source_says_where_from_and_a_missing_one_says_so():
    assert "arvet fra instituttets regel" in _render('{% kilde "arvet" "fra instituttets regel" %}')
    assert "kilde mangler" in _render('{% kilde "" %}')


@pytest.mark.parametrize(
    ("at", "state", "says"),
    [
        (NOW - timedelta(days=3), 'data-s="stop"', "3 dager over"),
        (NOW - timedelta(hours=1), 'data-s="stop"', "over fristen"),
        (NOW + timedelta(hours=6), 'data-s="warn"', "i dag kl.\u00a015.00"),
        (NOW + timedelta(days=8), "", "om 8 dager"),
        (date(2026, 11, 23), 'data-s="warn"', "i dag"),
    ],
)
def test_a_deadline_is_words_first_and_colour_third(at, state, says):
    text = _render("{% frist x %}", x=at)
    assert says in text
    assert state in text


def test_what_people_write_is_never_markup():
    text = _render('{% status "ok" x %}{% kilde "hentet" x x %}{% avatar x %}', x="<b onclick=1>")
    assert "<b" not in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0192d3a4-0000-7000-8000-0000000000aa", UUID("0192d3a4-0000-7000-8000-0000000000aa")),
        ("", None), ("tull", None), (None, None), ("0192d3a4-0000-7000-8000-0000000000a", None),
    ],
)  # fmt: skip
def test_an_id_is_read_or_is_nothing(text, found):
    assert ui.uuid(text) == found


def test_a_name_in_three_languages_is_said_in_the_pages():
    said = []
    for language in ("nb", "nn", "en", "de"):
        with translation.override(language):
            said.append(words.in_language(("Leder", "Leiar", "Manager")))
    assert said == ["Leder", "Leiar", "Manager", "Leder"]


@pytest.mark.parametrize(
    ("seconds", "nb", "en"),
    [
        (0, "under ett minutt", "under a minute"),
        (29, "under ett minutt", "under a minute"),
        (60, "1 minutt", "1 minute"),
        (5_000, "83 minutter", "83 minutes"),
        (18_000, "5 timer", "5 hours"),
        (47 * 3_600, "47 timer", "47 hours"),
        (48 * 3_600, "2 dager", "2 days"),
        (1_049.1 * 3_600, "44 dager", "44 days"),
    ],
)
def test_how_long_something_lasted_is_one_whole_figure(seconds, nb, en):
    said = []
    for language in ("nb", "en"):
        with translation.override(language):
            said.append(words.lasted(seconds))
    assert said == [nb, en]
