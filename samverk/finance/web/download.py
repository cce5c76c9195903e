"""The trial balance as a file a spreadsheet in Norway opens: semicolon, decimal comma, UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext

from samverk.finance import api as finance

# A cell that begins so is a formula to a spreadsheet, whoever wrote the name.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def text_cell(text: str) -> str:
    """Quote a text, and keep a spreadsheet from running it."""
    safe = f"'{text}" if text.startswith(FORMULA) else text
    return '"' + safe.replace('"', '""') + '"'


def amount_cell(oere: int) -> str:
    """Write an amount in kroner with decimal comma and no thousands separator: -1234,50."""
    sign = "-" if oere < 0 else ""
    return f"{sign}{abs(oere) // 100},{abs(oere) % 100:02}"


def trial_lines(rows: Sequence[finance.TrialRow], *, through: int) -> Iterator[str]:
    """Yield the file line by line: one per account, then the sum."""
    heads = (
        gettext("Konto"), gettext("Navn"), gettext("1. januar"), gettext("Debet"),
        gettext("Kredit"), gettext("Saldo"), gettext("Periodens bevegelse"),
    )  # fmt: skip
    yield BOM + ";".join(text_cell(head) for head in heads) + "\r\n"
    sums = [0] * 5
    for row in rows:
        amounts = (
            row.inngaaende_oere, row.debet_oere, row.kredit_oere, row.saldo_oere,
            row.maaneder[through % 100 - 1],
        )  # fmt: skip
        sums = [total + oere for total, oere in zip(sums, amounts, strict=True)]
        cells = (str(row.konto), text_cell(row.navn), *map(amount_cell, amounts))
        yield ";".join(cells) + "\r\n"
    yield ";".join(("", text_cell(gettext("Sum")), *map(amount_cell, sums))) + "\r\n"
