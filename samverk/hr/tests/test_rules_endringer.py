"""Changes read from versions: what became known, and why a version says what it says."""

from datetime import UTC, date, datetime

from samverk.hr.rules.endringer import Versjon, changes, grunnlag_of

JAN, MAY, END = date(2026, 1, 1), date(2026, 5, 1), date(2026, 8, 1)
FIRST, SECOND, THIRD = (datetime(2026, m, 1, tzinfo=UTC) for m in (1, 6, 7))


def version(fra, til, known, until, value, why, slag="loenn"):
    return Versjon(slag, "x", fra, til, known, until, why, {"verdi": value})


RAISED = [
    version(JAN, None, FIRST, SECOND, 100, "Tilsetting"),
    version(JAN, MAY, SECOND, None, 100, "Oppgjør"),
    version(MAY, None, SECOND, None, 110, "Oppgjør"),
]
LEFT = [
    version(JAN, None, FIRST, THIRD, 1, "Tilsetting", "arbeidsforhold"),
    version(JAN, END, THIRD, None, 1, "Oppsigelse", "arbeidsforhold"),
]


def told(versions):
    return [(c.slag, c.hva, c.dag, c.kjent_fra, c.grunnlag) for c in changes(versions)]


def test_a_rise_is_told_from_its_first_day_with_what_was_known_before():
    assert told(RAISED) == [
        ("loenn", "endret", MAY, SECOND, "Oppgjør"),
        ("loenn", "ny", JAN, FIRST, "Tilsetting"),
    ]
    assert changes(RAISED)[0].foer == {"verdi": 100}
    assert changes(RAISED)[0].etter == {"verdi": 110}


def test_an_end_is_told_as_an_end_and_newest_comes_first():
    assert told([*RAISED, *LEFT]) == [
        ("arbeidsforhold", "slutt", END, THIRD, "Oppsigelse"),
        ("loenn", "endret", MAY, SECOND, "Oppgjør"),
        ("loenn", "ny", JAN, FIRST, "Tilsetting"),
        ("arbeidsforhold", "ny", JAN, FIRST, "Tilsetting"),
    ]


def test_a_later_end_is_an_extension():
    again = version(JAN, date(2027, 1, 1), datetime(2026, 7, 20, tzinfo=UTC), None, 1, "Forlenget")
    shut = Versjon(*[*_values(LEFT[1])[:5], again.kjent_fra, *_values(LEFT[1])[6:]])
    newest = changes([LEFT[0], shut, Versjon("arbeidsforhold", *_values(again)[1:])])[0]
    assert (newest.hva, newest.dag) == ("forlenget", date(2027, 1, 1))


def _values(v):
    return [
        v.slag, v.objekt_id, v.fra, v.til, v.kjent_fra, v.kjent_til, v.grunnlag, v.verdier,
    ]  # fmt: skip


def test_the_part_a_change_left_alone_keeps_its_own_reason():
    assert grunnlag_of(RAISED[1], RAISED) == "Tilsetting"
    assert grunnlag_of(RAISED[2], RAISED) == "Oppgjør"
