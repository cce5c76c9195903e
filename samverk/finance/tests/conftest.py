"""A small ledger at UiT: chart, 2026, two sub-projects; vouchers written as readable tables."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest

from samverk.finance import api as finance

ISS = 12401000  # Institutt for samfunnsvitenskap
ISK = 12402000  # Institutt for språk og kultur
DRIFT = 100001000  # BFV sub-project of ISS
NORDLYS = 200001001  # externally funded, of ISS


def read_lines(text: str) -> tuple[finance.NewLine, ...]:
    """Read «konto koststed delprosjekt beløp» rows; kroner with a comma, debit plus."""
    lines = []
    for row in text.strip().splitlines():
        konto, center, project, *amount = row.split()
        kroner = "".join(amount).replace(",", "")
        lines.append(
            finance.NewLine(
                konto=int(konto), koststed=int(center.replace("-", "0")),
                delprosjekt=int(project.replace("-", "0")), beloep_oere=int(kroner),
            )
        )  # fmt: skip
    return tuple(lines)


def new_voucher(text: str, source_id: str = "1", **details) -> finance.NewVoucher:
    values = {
        "periode": 202611, "voucher_date": date(2026, 11, 12), "doc_date": date(2026, 11, 10),
        "type": "faktura", "source": "test", "source_id": source_id,
        "tekst": "IT-utstyr til feltarbeid",
    } | details  # fmt: skip
    return finance.NewVoucher(lines=read_lines(text), **values)


EQUIPMENT = f"""
6550 {ISS} {DRIFT}  48 125,00
2400 -      -      -48 125,00
"""


def set_up(actor, now):
    finance.install_chart(actor=actor, fra=date(2025, 1, 1), now=now)
    finance.open_year(actor=actor, year=2026, now=now)
    for kode, navn, art in ((DRIFT, "Ordinær drift", "bfv"), (NORDLYS, "NORDLYS", "bidrag")):
        finance.register_delprosjekt(
            actor=actor, kode=kode, navn=navn, koststed=ISS, art=art, fra=date(2026, 1, 1)
        )


@pytest.fixture
def ledger(act_as, now):
    """Return a function that opens a context as one of UiT's cast, with a ledger set up."""
    with act_as("uit", "okonomi") as actor:
        set_up(actor, now)

    @contextmanager
    def opened(bruker="okonomi"):
        with act_as("uit", bruker) as actor:
            yield actor

    return opened


@pytest.fixture
def post(now):
    """Return a function that posts readable vouchers."""

    def posted(actor, *texts, **details):
        vouchers = [new_voucher(text, str(n), **details) for n, text in enumerate(texts, 1)]
        return finance.post_vouchers(
            actor=actor, vouchers=vouchers, series=finance.series.LEVERANDOERFAKTURA, now=now
        )

    return posted
