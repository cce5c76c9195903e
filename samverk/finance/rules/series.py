"""Voucher series: each has its own numbers without gaps, per year."""

from __future__ import annotations

from samverk.core.errors import Refusal

HOVEDBOK = "1"
KUNDEFAKTURA = "2"
BETALING = "3"
LEVERANDOERFAKTURA = "4"
LOENN = "5"
REISE = "6"
ANLEGG = "7"
AARSAVSLUTNING = "8"
INTERNT = "9"
IMPORT = "0"

NAMES = {
    HOVEDBOK: "Hovedbok",
    KUNDEFAKTURA: "Kundefaktura",
    BETALING: "Betaling",
    LEVERANDOERFAKTURA: "Leverandørfaktura",
    LOENN: "Lønn",
    REISE: "Reise",
    ANLEGG: "Anlegg",
    AARSAVSLUTNING: "Årsavslutning",
    INTERNT: "Internt oppgjør",
    IMPORT: "Import",
}


class SerieUnknown(Refusal):
    """No such voucher series."""


def check_series(serie: str) -> str:
    """Return the series when it exists."""
    if serie not in NAMES:
        raise SerieUnknown(
            "Bilagsserien «%(serie)s» finnes ikke.", values={"serie": serie}, field="serie"
        )
    return serie


def voucher_no(serie: str, fy: int, nr: int) -> str:
    """Write a voucher number: series, year, number («4-26-018842»)."""
    return f"{serie}-{fy % 100:02d}-{nr:06d}"
