from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.core import identifiers
from samverk.core.identifiers import (
    IdentifierInvalid,
    IdentifierMissing,
    IdentType,
    is_dummy_ident,
    is_synthetic,
    is_valid_ident,
    parse_ident,
    parse_kontonummer,
    parse_orgnr,
    parse_stedkode,
    synthetic_fnr,
)

BIRTH_DATES = st.dates(min_value=date(1940, 1, 1), max_value=date(2012, 12, 31))
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def numbers_for(head: str, remainder: int) -> list[str]:
    """Every number on the six first digits whose first check leaves the remainder.

    Made while the test runs: no ordinary number stands in the repository.
    """
    found = []
    for individual in range(10, 1000):
        nine = f"{head}{individual:03d}"
        k1 = (remainder - sum(w * int(d) for w, d in zip(FIRST, nine, strict=True))) % 11
        k2 = -sum(w * int(d) for w, d in zip(SECOND, f"{nine}{k1}"[:10], strict=True)) % 11
        if k1 < 10 and k2 < 10:
            found.append(f"{nine}{k1}{k2}")
    return found


@given(BIRTH_DATES, st.integers(min_value=0, max_value=300), st.booleans())
def test_made_numbers_are_valid_and_synthetic(birth_date, serial, dnr):
    value = synthetic_fnr(birth_date, serial, dnr=dnr)
    ident = parse_ident(value)
    assert ident.value == value
    assert ident.synthetic
    assert ident.type is (IdentType.DNR if dnr else IdentType.FNR)
    assert int(value[2:4]) == birth_date.month + 80


def test_the_same_serial_gives_the_same_number_and_others_differ():
    made = [synthetic_fnr(date(1998, 3, 14), serial) for serial in range(400)]
    assert made[0] == synthetic_fnr(date(1998, 3, 14))
    assert len(set(made)) == 400
    with pytest.raises(IdentifierInvalid, match="ikke flere testnummer"):
        synthetic_fnr(date(1998, 3, 14), 500)


@pytest.mark.parametrize("remainder", [0, 1, 2, 3])
def test_numbers_of_the_2032_rule_are_valid(remainder):
    for value in numbers_for("148199", remainder)[:50]:
        assert is_valid_ident(value)
        assert is_synthetic(value)


@pytest.mark.parametrize("remainder", [4, 5, 6, 7, 8, 9, 10])
def test_other_remainders_are_refused(remainder):
    numbers = numbers_for("148199", remainder)
    assert numbers
    assert not any(is_valid_ident(value) for value in numbers)


def test_kinds_are_told_apart_by_their_markers():
    assert parse_ident(numbers_for("010203", 0)[0]).type is IdentType.FNR
    assert not parse_ident(numbers_for("010203", 0)[0]).synthetic
    assert parse_ident(numbers_for("410203", 0)[0]).type is IdentType.DNR
    assert parse_ident(numbers_for("014203", 0)[0]).type is IdentType.HNR
    assert parse_ident(numbers_for("418203", 0)[0]) == identifiers.NationalIdent(
        numbers_for("418203", 0)[0], IdentType.DNR, synthetic=True
    )
    assert not is_synthetic(numbers_for("010203", 0)[0])


@pytest.mark.parametrize("head", ["320103", "310203", "300203", "001203", "010003", "011303"])
def test_dates_that_do_not_exist_are_refused(head):
    with pytest.raises(IdentifierInvalid, match="ikke en dato"):
        parse_ident(numbers_for(head, 0)[0])


@pytest.mark.parametrize("head", ["414203", "290203", "019303", "720103"])
def test_marked_dates_that_do_not_exist_are_refused(head):
    assert not any(is_valid_ident(value) for value in numbers_for(head, 0)[:20])


def test_a_leap_day_is_accepted_in_any_century():
    assert is_valid_ident(numbers_for("298204", 0)[0])
    assert is_valid_ident(numbers_for("298200", 0)[0])


def test_a_lost_leading_zero_is_put_back_and_separators_are_dropped():
    value = synthetic_fnr(date(1990, 1, 5), 3)
    assert value.startswith("0")
    assert parse_ident(value[1:]).value == value
    assert parse_ident(f"{value[:6]} {value[6:]}").value == value


def test_placeholders_mean_missing():
    for tail in ("00000", "00100", "00200"):
        assert is_dummy_ident(f"148199{tail}")
        with pytest.raises(IdentifierMissing, match="La feltet stå tomt"):
            parse_ident(f"148199{tail}")
    assert not is_dummy_ident(synthetic_fnr(date(1999, 1, 14)))


@pytest.mark.parametrize("text", ["", "123", "1481991234a", "١٤٨١٩٩١٢٣٤٥", "148199123456"])
def test_the_wrong_number_of_digits_is_refused_at_the_field(text):
    with pytest.raises(IdentifierInvalid, match="11 siffer") as refused:
        parse_ident(text, field="fodselsnummer")
    assert refused.value.field == "fodselsnummer"


@given(BIRTH_DATES, st.integers(min_value=0, max_value=10), st.integers(1, 9))
def test_no_message_and_no_repr_repeats_the_number(birth_date, place, shift):
    value = synthetic_fnr(birth_date)
    assert value not in repr(parse_ident(value))
    changed = value[:place] + str((int(value[place]) + shift) % 10) + value[place + 1 :]
    if not is_valid_ident(changed):
        with pytest.raises((IdentifierInvalid, IdentifierMissing)) as refused:
            parse_ident(changed)
        assert changed not in str(refused.value)
        assert changed[6:] not in str(refused.value)


def test_organisation_numbers():
    assert parse_orgnr("974 760 673") == "974760673"
    assert parse_orgnr("NO 974 760 673 MVA") == "974760673"
    assert identifiers.is_valid_orgnr("974760673")
    for text in ("974760674", "97476067", "", "abc"):
        with pytest.raises(IdentifierInvalid, match="9 siffer"):
            parse_orgnr(text)
    assert identifiers.format_orgnr("974760673") == "974\u00a0760\u00a0673"
    assert not identifiers.is_valid_orgnr("974760674")


def test_account_numbers():
    assert parse_kontonummer("8601 11 17947") == "86011117947"
    assert parse_kontonummer("8601.11.17947") == "86011117947"
    for text in ("86011117949", "4090403", "00004090403", "8601111794", "", "8601111794x"):
        with pytest.raises(IdentifierInvalid, match="11 siffer"):
            parse_kontonummer(text)
    assert identifiers.is_valid_kontonummer("86011117947")
    assert not identifiers.is_valid_kontonummer("86011117948")
    assert identifiers.format_kontonummer("86011117947") == "8601\u00a011\u00a017947"
    assert identifiers.mask_kontonummer("86011117947") == "8601\u00a0••\u00a0••947"


def test_stedkoder():
    assert parse_stedkode("33 00 00") == "330000"
    for text in ("33000", "3300000", "33000a", ""):
        with pytest.raises(IdentifierInvalid, match="6 siffer"):
            parse_stedkode(text)
