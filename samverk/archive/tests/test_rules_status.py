"""Status flows and public titles, as pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.archive.rules import status
from samverk.archive.rules.titles import public_title


@pytest.mark.parametrize(
    ("kind", "old", "wanted", "way"),
    [
        ("U", "R", "A", ["F", "G", "E", "J", "A"]),
        ("I", "S", "A", ["J", "A"]),
        ("I", "M", "J", ["J"]),
        ("X", "R", "A", ["F", "J", "A"]),
        ("N", "R", "J", ["F", "J"]),
        ("U", "E", "U", ["U"]),
        ("U", "R", "U", ["U"]),
        ("U", "J", "F", []),
        ("Z", "R", "A", []),
    ],
)
def test_the_shortest_way_skips_nothing_that_is_required(kind, old, wanted, way):
    assert status.path(kind, old, wanted) == way


@given(st.sampled_from("IUNX"), st.sampled_from("MSRFGEJA"), st.sampled_from("MSRFGEJAU"))
def test_every_step_of_a_way_is_allowed(kind, old, wanted):
    here = old
    for step in status.path(kind, old, wanted):
        assert status.may_become(kind, here, step)
        here = step


@pytest.mark.parametrize(
    ("title", "hidden", "shown"),
    [
        ("Ansettelse, Jonas Lyngmo", ("Jonas Lyngmo",), "Ansettelse, ***** *****"),
        ("Ansettelse, JONAS  LYNGMO", ("Jonas Lyngmo",), "Ansettelse, ***** *****"),
        ("Jonasbrevet til Jonas", ("Jonas",), "Jonasbrevet til *****"),
        ("Ingen navn", (), "Ingen navn"),
        ("Anne og Anne Marie", ("Anne", "Anne Marie"), "***** og ***** *****"),
    ],
)
def test_hidden_words_are_taken_out_of_the_public_title(title, hidden, shown):
    assert public_title(title, hidden) == shown


@given(st.text(min_size=1, max_size=30), st.text(alphabet="abcæøå ", min_size=1, max_size=12))
def test_a_hidden_word_never_stands_in_the_public_title(before, word):
    hidden = word.strip()
    if hidden:
        shown = public_title(f"{before} {hidden} slutt", (hidden,))
        assert f" {hidden} " not in f"{shown} "
