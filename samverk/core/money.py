"""Money is whole øre in an `int`, never a float.

Every rounding in Samverk is one of the functions here. They round half up *away from zero*, so that
the reversal of an amount is always its exact mirror and plus and minus of one event sum to nothing.
Shares (percent) inside engines are `Ppm`, whole millionths: 14,1 % is 141 000.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NewType

from samverk.core.errors import Refusal

Ppm = NewType("Ppm", int)
"""A share in whole millionths."""

ONE = Ppm(1_000_000)

THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")
_TYPED = re.compile(r"([-+]?)(\d+)(?:,(\d{1,2}))?")
_MARKS = {"nb": (THIN_SPACE, ","), "nn": (THIN_SPACE, ","), "en": (",", ".")}


class AmountInvalid(Refusal):
    """The text is not an amount of kroner and øre."""


class ShareInvalid(Refusal):
    """A share is finer than a millionth, or a split has no weights."""


def from_kroner(kroner: int | Decimal) -> int:
    """Kroner → øre. Refuses parts of an øre instead of rounding them silently."""
    oere = Decimal(kroner) * 100
    if oere != oere.to_integral_value():
        raise AmountInvalid(
            "Beløpet %(kroner)s har deler av et øre. Rund av til hele øre først.",
            values={"kroner": kroner},
        )
    return int(oere)


def to_kroner(oere: int) -> Decimal:
    """Øre → kroner with two decimals, for wires that want a decimal number."""
    return Decimal(oere).scaleb(-2)


def parse_amount(text: str, *, field: str | None = None) -> int:
    """What a person typed, in øre: «18 640,50», «−12», «1.234,00 kr» and «100.5» are understood.

    A lone dot followed by exactly three digits is a thousands mark, as Norwegians write it.
    """
    compact = _SPACES.sub("", text).replace(MINUS, "-").removesuffix("kr").removesuffix(",-")
    if "," in compact or re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+", compact):
        compact = compact.replace(".", "")
    found = _TYPED.fullmatch(compact.replace(".", ","))
    if found is None:
        raise AmountInvalid("Skriv beløpet som tall, for eksempel 18 640,50.", field=field)
    sign, kroner, oere = found.groups()
    amount = int(kroner) * 100 + int((oere or "").ljust(2, "0"))
    return -amount if sign == "-" else amount


def divide_half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator to the nearest whole, halves away from zero. Exact for any size."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def round_half_up(value: Decimal) -> int:
    """A decimal number to the nearest whole, halves away from zero."""
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def multiply(oere: int, factor: Decimal) -> int:
    """An amount times a decimal factor, rounded half up to whole øre."""
    return round_half_up(Decimal(oere) * factor)


def ppm(share: Decimal | str) -> Ppm:
    """A share written as a decimal number («0.141») as whole millionths; refuses finer ones."""
    try:
        millionths = Decimal(share) * ONE
    except InvalidOperation:
        raise ShareInvalid(
            "«%(share)s» er ikke en andel. Skriv for eksempel 0.141.", values={"share": share}
        ) from None
    if millionths != millionths.to_integral_value():
        raise ShareInvalid(
            "Andelen %(share)s er finere enn en milliondel.", values={"share": share}
        )
    return Ppm(int(millionths))


def share_of(oere: int, share: Ppm) -> int:
    """A share of an amount, rounded half up to whole øre."""
    if oere < 0:
        return -((-oere * share + 500_000) // 1_000_000)
    return (oere * share + 500_000) // 1_000_000


def split(oere: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide by weights so that the parts sum to the amount: largest remainder gets the odd øre.

    Weights are whole and not negative, and at least one is above zero. Equal remainders go to the
    first. The split of −x is the mirror of the split of x.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ShareInvalid("Fordelingen må ha minst én andel over null, og ingen under.")
    size = abs(oere)
    parts = [size * weight // total for weight in weights]
    order = sorted(range(len(parts)), key=lambda i: (-(size * weights[i] % total), i))
    for i in order[: size - sum(parts)]:
        parts[i] += 1
    return tuple(-part for part in parts) if oere < 0 else tuple(parts)


def split_last_takes_rest(oere: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide by weights, each share rounded half up; the last share takes what is left.

    This is how pay is coded to cost objects. Negative weights are allowed as long as their sum is
    not zero (a month where one object gets money back).
    """
    total = sum(weights)
    if total == 0:
        raise ShareInvalid("Andelene i fordelingen blir null til sammen.")
    parts = [divide_half_up(oere * weight, total) for weight in weights[:-1]]
    return (*parts, oere - sum(parts))


def format_amount(oere: int, *, language: str = "nb", with_oere: bool = True) -> str:
    """«18 640,50» (en: “18,640.50”) with thin no-break spaces and a real minus.

    `with_oere=False` gives whole kroner, rounded half up, for running text.
    """
    thousands, point = _MARKS.get(language, _MARKS["nb"])
    size = abs(oere) if with_oere else abs(divide_half_up(oere, 100)) * 100
    kroner, rest = divmod(size, 100)
    text = f"{kroner:,}".replace(",", thousands)
    if with_oere:
        text += f"{point}{rest:02d}"
    return f"{MINUS}{text}" if oere < 0 and size else text


def format_kr(oere: int, *, language: str = "nb", whole: bool = False) -> str:
    """«14 323 kr», or «14 323,50 kr» where the øre is not zero; in English “NOK 14,323”."""
    amount = format_amount(oere, language=language, with_oere=not whole and oere % 100 != 0)
    if language == "en":
        return f"NOK{NO_BREAK_SPACE}{amount}"
    return f"{amount}{NO_BREAK_SPACE}kr"


def format_percent(share: Ppm, *, language: str = "nb") -> str:
    """«7,9 %» with a no-break space (en: “7.9%”), without needless zeros."""
    number = Decimal(abs(share)).scaleb(-4).normalize()
    text = f"{number:f}"
    sign = MINUS if share < 0 else ""
    if language == "en":
        return f"{sign}{text}%"
    return f"{sign}{text.replace('.', ',')}{NO_BREAK_SPACE}%"
