"""Norwegian identifiers: national numbers, organisation numbers, accounts and stedkoder.

National numbers follow the Tax Administration's rule for numbers issued from 2032, which also holds
for all older ones: the first check digit may leave a remainder of 0, 1, 2 or 3. For that reason
nothing is ever derived from a number, neither birth date, century nor gender.
No message here repeats the number: errors end up in logs.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.no import kontonr, orgnr

from samverk.core.errors import Refusal

_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]")
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_FIRST_REMAINDERS = (0, 1, 2, 3)
_DUMMY_TAILS = ("00000", "00100", "00200")


class IdentifierInvalid(Refusal):
    """The text is not a valid identifier of the kind asked for."""


class IdentifierMissing(Refusal):
    """There is no real number behind the text (placeholder from an older HR system)."""


class IdentType(StrEnum):
    """Kinds of national number."""

    FNR = "fnr"
    DNR = "dnr"
    HNR = "hnr"


@dataclass(frozen=True, slots=True)
class NationalIdent:
    """A valid national number; `repr` hides it."""

    value: str
    type: IdentType
    synthetic: bool

    def __repr__(self) -> str:
        return f"NationalIdent({self.type.value}, {'synthetic' if self.synthetic else 'hidden'})"

    __str__ = __repr__


def normalise_ident(text: str) -> str:
    """Digits only; a leading zero lost in a spreadsheet (10 digits) is put back."""
    digits = _SEPARATORS.sub("", text)
    return digits.zfill(11) if len(digits) == 10 and digits.isascii() else digits


def is_dummy_ident(text: str) -> bool:
    """A birth date followed by 00000, 00100 or 00200: older HR systems' way to say «missing»."""
    value = normalise_ident(text)
    return len(value) == 11 and value.isdigit() and value[6:] in _DUMMY_TAILS


def parse_ident(text: str, *, field: str | None = None) -> NationalIdent:
    """Read a fødselsnummer, D-number or H-number, ordinary or synthetic.

    Raises IdentifierInvalid with a sentence about what is wrong, and IdentifierMissing for the
    placeholders of `is_dummy_ident`. Spaces and dots are allowed.
    """
    value = normalise_ident(text)
    if not (value.isascii() and value.isdigit() and len(value) == 11):
        raise IdentifierInvalid(
            "Et fødselsnummer eller D-nummer har 11 siffer. Sjekk at alle er med.", field=field
        )
    if value[6:] in _DUMMY_TAILS:
        raise IdentifierMissing(
            "Dette er ikke et virkelig nummer. La feltet stå tomt til nummeret er kjent.",
            field=field,
        )
    day, month, kind, synthetic = _date_digits(value)
    if not _date_exists(day, month, int(value[4:6])):
        raise IdentifierInvalid(
            "De seks første sifrene er ikke en dato. Sjekk dag og måned.", field=field
        )
    if not _check_digits_fit(value):
        raise IdentifierInvalid(
            "Kontrollsifrene stemmer ikke. Sjekk om to siffer er byttet om.", field=field
        )
    return NationalIdent(value, kind, synthetic)


def is_valid_ident(text: str) -> bool:
    """True for a valid national number of any kind."""
    try:
        parse_ident(text)
    except (IdentifierInvalid, IdentifierMissing):
        return False
    return True


def is_synthetic(text: str) -> bool:
    """True for a valid *synthetic* number (month + 80, the Tenor test population)."""
    try:
        return parse_ident(text).synthetic
    except (IdentifierInvalid, IdentifierMissing):
        return False


def synthetic_fnr(birth_date: date, serial: int = 0, *, dnr: bool = False) -> str:
    """The `serial`-th valid synthetic number (month + 80) for a birth date; same in, same out.

    Uses the individual-number series of the birth year, so that a number also looks right to
    systems that still derive the century. Each date has room for at least 400 numbers.
    """
    day = birth_date.day + (40 if dnr else 0)
    head = f"{day:02d}{birth_date.month + 80:02d}{birth_date.year % 100:02d}"
    left = serial
    for individual in _individual_numbers(birth_date.year):
        value = _with_check_digits(f"{head}{individual:03d}")
        if value is None or value[6:] in _DUMMY_TAILS:
            continue
        if left == 0:
            return value
        left -= 1
    raise IdentifierInvalid(
        "Det finnes ikke flere testnummer for %(birth_date)s (%(serial)s).",
        values={"birth_date": birth_date, "serial": serial},
    )


def parse_orgnr(text: str, *, field: str | None = None) -> str:
    """Nine digits with a valid check digit; «NO … MVA» around them is allowed."""
    digits = _SEPARATORS.sub("", text).upper().removeprefix("NO").removesuffix("MVA")
    try:
        return str(orgnr.validate(digits))
    except ValidationError:
        raise IdentifierInvalid(
            "Et organisasjonsnummer har 9 siffer, for eksempel 974 760 673. Sjekk sifrene.",
            field=field,
        ) from None


def is_valid_orgnr(text: str) -> bool:
    """True for a valid organisation number."""
    try:
        parse_orgnr(text)
    except IdentifierInvalid:
        return False
    return True


def parse_kontonummer(text: str, *, field: str | None = None) -> str:
    """Eleven digits whose last is the mod 11 check digit.

    Seven-digit postgiro numbers, which python-stdnum would accept, are no longer paid to.
    """
    digits = _SEPARATORS.sub("", text)
    if len(digits) != 11 or digits.startswith("0000") or not kontonr.is_valid(digits):
        raise IdentifierInvalid(
            "Et kontonummer har 11 siffer. Sjekk om ett mangler eller to er byttet om.",
            field=field,
        )
    return digits


def is_valid_kontonummer(text: str) -> bool:
    """True for a valid Norwegian account number."""
    try:
        parse_kontonummer(text)
    except IdentifierInvalid:
        return False
    return True


def parse_stedkode(text: str, *, field: str | None = None) -> str:
    """Six digits: faculty 2 + department 2 + group 2. Lost leading zeros are not guessed."""
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        raise IdentifierInvalid("En stedkode har 6 siffer, for eksempel 330000.", field=field)
    return digits


# Eleven digits as a fødselsnummer or an account is written: 010180 12345, 1234.56.78901.
_NUMBER = r"\d{6}[\s.\-]?\d{5}|\d{4}[\s.\-]\d{2}[\s.\-]\d{5}"
_ALONE = re.compile(rf"(?<![\w-])(?:{_NUMBER})(?![\w-])")
_ANYWHERE = re.compile(_NUMBER)


def holds_number(text: str) -> bool:
    """Tell whether eleven digits, as a fødselsnummer or an account has, stand in a free text."""
    return _ANYWHERE.search(text) is not None


def mask_numbers(text: str) -> str:
    """Put dots for every fødselsnummer or account in a text that goes to a log."""
    return _ALONE.sub("•••••••••••", text)


def format_ident(value: str) -> str:
    """«010180 12345» with a no-break space."""
    return f"{value[:6]}\u00a0{value[6:]}"


def format_orgnr(value: str) -> str:
    """«974 760 673» with no-break spaces."""
    return f"{value[:3]}\u00a0{value[3:6]}\u00a0{value[6:]}"


def format_kontonummer(value: str) -> str:
    """«1234 56 78901» with no-break spaces."""
    return f"{value[:4]}\u00a0{value[4:6]}\u00a0{value[6:]}"


def mask_kontonummer(value: str) -> str:
    """«1234 •• ••901»: enough for the owner to recognise the account."""
    return f"{value[:4]}\u00a0••\u00a0••{value[-3:]}"


def _date_digits(value: str) -> tuple[int, int, IdentType, bool]:
    """Day, month, kind and whether synthetic, with the markers taken off."""
    day, month = int(value[:2]), int(value[2:4])
    kind, synthetic = IdentType.FNR, False
    if day > 40:
        day, kind = day - 40, IdentType.DNR
    if month > 80:
        month, synthetic = month - 80, True
    elif month > 40:
        month = month - 40
        # Day + 40 together with month + 40 is no kind that exists.
        kind = IdentType.HNR if kind is IdentType.FNR else kind
        day = day if kind is IdentType.HNR else 0
    return day, month, kind, synthetic


def _date_exists(day: int, month: int, year_digits: int) -> bool:
    """True if the date exists in any century; leap years repeat every century but 1800 and 1900,
    so 2000 + digits answers for all."""
    try:
        date(2000 + year_digits, month, day)
    except ValueError:
        return False
    return True


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(
        weight * int(digit) for weight, digit in zip(weights, digits[: len(weights)], strict=True)
    )


def _check_digits_fit(value: str) -> bool:
    first = (_weighted(value, _FIRST_WEIGHTS) + int(value[9])) % 11
    second = (_weighted(value, _SECOND_WEIGHTS) + int(value[10])) % 11
    return first in _FIRST_REMAINDERS and second == 0


def _with_check_digits(nine: str) -> str | None:
    """The number with its check digits, or None where one of them would have to be 10."""
    first = -_weighted(nine, _FIRST_WEIGHTS) % 11
    if first == 10:
        return None
    second = -_weighted(f"{nine}{first}", _SECOND_WEIGHTS) % 11
    return None if second == 10 else f"{nine}{first}{second}"


def _individual_numbers(year: int) -> range:
    """The series of individual numbers for a birth year, as issued before 2032."""
    if 1900 <= year <= 1999:
        return range(500)
    if 2000 <= year <= 2039:
        return range(500, 1000)
    return range(500, 750)
