"""What somebody wrote says its language where the page is in another."""

import pytest
from django.utils import translation

from samverk.core.ui import words


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("nb", "A & B"),
        ("nn", '<span lang="nb">A &amp; B</span>'),
        ("en", '<span lang="nb">A &amp; B</span>'),
    ],
)
def test_a_title_says_its_language(page, said):
    with translation.override(page):
        assert words.written("A & B", "nb") == said
        assert words.written("", "nb") == ""


def test_a_sentence_keeps_the_mark_of_a_value_and_escapes_the_rest():
    with translation.override("en"):
        values = {"navn": words.written("Første lønn", "nb"), "dager": "<3>"}
        said = words.filled("%(navn)s has moved %(dager)s days & more", values)
    assert said == '<span lang="nb">Første lønn</span> has moved &lt;3&gt; days &amp; more'
    assert words.filled("%(n)s & more", {"n": "<3>"}) == "<3> & more"  # the template escapes it


@pytest.mark.parametrize(("page", "said"), [("nb", "7,5"), ("nn", "7,5"), ("en", "7.5")])
def test_the_decimal_mark_is_the_readers(page, said):
    with translation.override(page):
        assert words.decimal("7.5") == said
