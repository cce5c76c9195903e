from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
import yaml

from samverk.core.rates.api import (
    Certainty,
    RateBook,
    RateFileInvalid,
    RateMissing,
    RateUnconfirmed,
    national_book,
    parse_rates,
    read_folder,
)

SHEET = """
avgift.sone_1:
  tekst: ["Avgift, sone 1", "Avgift, sone 1", "Contribution, zone 1"]
  enhet: andel
  verdier:
    - {fra: 2025-01-01, verdi: "0.14", hjemmel: loven § 1, kilde: vedtaket, sikkerhet: sekundaer}
    - {fra: 2026-01-01, verdi: "0.141", hjemmel: loven § 1, kilde: vedtaket, sikkerhet: sett}
fradrag.tak:
  tekst: [Tak for fradrag, Tak for frådrag, Ceiling for deductions]
  enhet: kr per år
  verdier:
    - {fra: 2024-01-01, til_og_med: 2024-12-31, verdi: "8000", hjemmel: loven § 2,
       kilde: siden, sikkerhet: sett}
    - {fra: 2025-01-01, til_og_med: 2025-12-31, hjemmel: loven § 2,
       kilde: [kilde mangler, kjelde manglar, no source], sikkerhet: ubekreftet}
    - {fra: 2026-01-01, til_og_med: 2026-12-31, verdi: "8700", hjemmel: loven § 2,
       kilde: [kilde mangler, kjelde manglar, no source], sikkerhet: ubekreftet,
       merknad: [antatt, gått ut frå, assumed]}
avrunding:
  tekst: [Avrunding, Avrunding, Rounding]
  enhet: valg
  verdier:
    - {fra: 2018-05-01, verdi: opp, hjemmel: avtalen, kilde: siden, sikkerhet: sett}
"""


THREE = ["Prøve", "Prøve", "Trial"]


def book() -> RateBook:
    return RateBook(parse_rates(yaml.safe_load(SHEET), file="proeve.yaml"))


def row(**changes: object) -> dict[str, object]:
    base = {
        "fra": date(2026, 1, 1), "verdi": "1", "hjemmel": "loven", "kilde": "siden",
        "sikkerhet": "sett",
    }  # fmt: skip
    kept = {name: value for name, value in (base | changes).items() if value is not None}
    return {"proeve": {"tekst": THREE, "enhet": "kr", "verdier": [kept]}}


def test_a_figure_holds_from_its_day_until_the_next():
    assert book().rate("avgift.sone_1", date(2025, 12, 31)).value == Decimal("0.14")
    found = book().rate("avgift.sone_1", date(2026, 1, 1))
    assert found.value == Decimal("0.141")
    assert found.share == 141000
    assert found.certainty is Certainty.SETT
    assert found.ref == "avgift.sone_1@2026-01-01"
    assert book().by_ref(found.ref) == found


@pytest.mark.parametrize(
    ("key", "on", "message"),
    [
        ("finnes.ikke", date(2026, 1, 1), "finnes ikke"),
        ("avgift.sone_1", date(2024, 12, 31), "har ingen verdi"),
        ("fradrag.tak", date(2027, 1, 1), "har ingen verdi"),
        ("fradrag.tak", date(2025, 6, 1), "er ikke kjent .* kilde mangler"),
    ],
)
def test_a_missing_figure_names_itself(key, on, message):
    with pytest.raises(RateMissing, match=message) as refused:
        book().rate(key, on)
    assert refused.value.field == key


def test_an_unconfirmed_figure_can_be_shown_but_not_paid_by():
    assert not book().rate("fradrag.tak", date(2026, 1, 1)).is_confirmed
    with pytest.raises(RateUnconfirmed, match="To personer"):
        book().confirmed_rate("fradrag.tak", date(2026, 1, 1))
    confirmed = book().with_confirmed(["fradrag.tak@2026-01-01"])
    assert confirmed.confirmed_rate("fradrag.tak", date(2026, 1, 1)).oere == 870000
    assert confirmed.content_hash != book().content_hash


def test_the_doubtful_rows_among_those_used_are_found():
    refs = ["avgift.sone_1@2026-01-01", "fradrag.tak@2026-01-01", "fradrag.tak@2026-01-01"]
    assert [rate.ref for rate in book().unconfirmed(refs)] == ["fradrag.tak@2026-01-01"]
    assert book().with_confirmed(refs).unconfirmed(refs) == ()


def test_a_confirmed_pointer_to_nothing_is_refused():
    with pytest.raises(RateMissing, match="finnes ikke lenger"):
        book().with_confirmed(["fradrag.tak@2031-01-01"])


def test_a_chosen_rule_is_a_word():
    assert book().choice("avrunding", date(2026, 1, 1)) == "opp"
    with pytest.raises(RateMissing, match="ikke et valg"):
        book().choice("avgift.sone_1", date(2026, 1, 1))


def test_tenant_rows_lie_over_the_national_ones_without_changing_them():
    national = book()
    own = parse_rates(
        {"avgift.sone_1": {"tekst": THREE, "enhet": "andel", "verdier": [
            {"fra": date(2026, 1, 1), "verdi": "0.2", "hjemmel": "avtale", "kilde": "brev",
             "sikkerhet": "sett"}]}},
        file="egen",
    )  # fmt: skip
    laid_over = national.with_rates(own)
    assert laid_over.rate("avgift.sone_1", date(2026, 5, 1)).value == Decimal("0.2")
    assert national.rate("avgift.sone_1", date(2026, 5, 1)).value == Decimal("0.141")
    assert len(laid_over.history("avgift.sone_1")) == 2


def test_the_hash_is_of_the_content_not_of_the_order():
    rows = parse_rates(yaml.safe_load(SHEET), file="proeve.yaml")
    assert RateBook(reversed(rows)).content_hash == book().content_hash
    assert RateBook(rows[1:]).content_hash != book().content_hash


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (row(verdi=0.141), "hermetegn"),
        (row(verdi=14), "hermetegn"),
        (row(verdi=None), "hermetegn"),
        (row(verdi="14 %"), "er ikke et tall"),
        (row(verdi="NaN"), "er ikke et tall"),
        (row(kilde=None), "mangler kilde"),
        (row(kilde=" "), "mangler kilde"),
        (row(kilde=["Kilde mangler", "Kjelde manglar", "No source"]), "ikke merket ubekreftet"),
        (row(kilde="Kilde mangler", sikkerhet="ubekreftet"), "kilde må stå på bokmål, nynorsk og"),
        (row(kilde=["brev", "brev"]), "kilde må stå på bokmål, nynorsk og engelsk"),
        (row(merknad="antatt"), "merknad må stå på bokmål, nynorsk og engelsk"),
        (row(merknad=["antatt", "", "assumed"]), "merknad må stå på bokmål, nynorsk og engelsk"),
        (
            {
                "proeve": {
                    "tekst": "Prøve",
                    "enhet": "kr",
                    "verdier": [
                        {
                            "fra": date(2026, 1, 1),
                            "verdi": "1",
                            "hjemmel": "loven",
                            "kilde": "siden",
                            "sikkerhet": "sett",
                        }
                    ],
                }
            },
            "tekst må stå på bokmål, nynorsk og engelsk",
        ),
        (row(hjemmel=None), "mangler hjemmel"),
        (row(sikkerhet=None), "sett, sekundaer eller ubekreftet"),
        (row(sikkerhet="sikker"), "sett, sekundaer eller ubekreftet"),
        (row(fra="i fjor"), "2026-01-01"),
        (row(sats="1"), "felt som ikke finnes"),
        ({"proeve": {"tekst": "Prøve", "verdier": []}}, "tekst, enhet og verdier"),
        ({"proeve": {"tekst": "Prøve", "enhet": "kr", "verdier": []}}, "ingen verdier"),
        (["proeve"], "liste av nøkler"),
    ],
)
def test_a_file_that_breaks_the_form_is_refused(data, message):
    with pytest.raises(RateFileInvalid, match=message):
        parse_rates(data, file="proeve.yaml")


def test_the_same_key_and_day_twice_is_refused():
    rows = parse_rates(row(), file="a.yaml")
    with pytest.raises(RateFileInvalid, match="to ganger"):
        RateBook([*rows, *rows])


def test_a_folder_is_read_in_name_order(tmp_path):
    (tmp_path / "b.yaml").write_text(SHEET, encoding="utf8")
    (tmp_path / "notat.txt").write_text("ikke en sats", encoding="utf8")
    assert [rate.key for rate in read_folder(tmp_path)][:2] == ["avgift.sone_1"] * 2


def test_the_figures_that_ship_are_well_formed():
    national = national_book()
    for key in national.keys():  # noqa: SIM118 - a book is not a dict
        rows = national.history(key)
        ends = [(one.til_og_med, other.from_date) for one, other in pairwise(rows)]
        assert all(last is None or last < following for last, following in ends), key


def test_a_figure_says_what_it_is_in_three_languages():
    found = book().rate("fradrag.tak", date(2026, 1, 1))
    assert [found.text(language=x) for x in ("nb", "nn", "en", "sv")] == [
        "Tak for fradrag", "Tak for frådrag", "Ceiling for deductions", "Tak for fradrag",
    ]  # fmt: skip
    assert (str(found.source), found.note(language="en")) == ("kilde mangler", "assumed")
    with pytest.raises(RateMissing) as refused:
        book().rate("fradrag.tak", date(2027, 1, 1))
    said = refused.value.text.read(lambda text: text, "en")
    assert "«Ceiling for deductions»" in said
