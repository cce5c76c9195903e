"""A voucher before it is posted, and the rules a person can be told about at once.

The database checks everything again, for all callers; these checks give the better sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from samverk.core.errors import Refusal, Text
from samverk.core.money import format_kr
from samverk.finance.rules.codes import KonteringInvalid
from samverk.finance.rules.periods import check_period

TYPES = frozenset(
    {"hovedbok", "faktura", "betaling", "lonn", "reise", "anlegg", "internt", "inngaaende",
     "aarsslutt", "tilbake", "import"}
)  # fmt: skip
MOST_LINES = 1_000_000


class VoucherUnbalanced(Refusal):
    """Debit and credit differ."""


class VoucherIncomplete(Refusal):
    """The voucher lacks lines or facts."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line to post.

    Attributes:
        konto: four-digit account; beloep_oere: øre, debit plus and credit minus, never zero.
        koststed, delprosjekt: codes as whole numbers, 0 when not used (the project follows).
        arbeidspakke, anlegg, x1, x2: further parts of the coding string.
        party_id: employee, supplier or customer; tekst: what the line is (no names of persons).
        ref_type, ref_id: the row the line comes from, e.g. a pay line.
    """

    konto: int
    beloep_oere: int
    koststed: int = 0
    delprosjekt: int = 0
    arbeidspakke: int = 0
    anlegg: int = 0
    x1: int = 0
    x2: int = 0
    party_id: UUID | None = None
    tekst: str = ""
    ref_type: str = ""
    ref_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher to post.

    Attributes:
        periode: yyyymm (13 = year end); voucher_date: posting day; doc_date: day of the document.
        type: kind of voucher; source, source_id: where it comes from, once per tenant and year.
        tekst: what it is about; lines: two or more that sum to zero.
        vedlegg_sha256: digest of the document it rests on; reverses: the voucher it takes back.
    """

    periode: int
    voucher_date: date
    doc_date: date
    type: str
    source: str
    source_id: str
    tekst: str
    lines: tuple[NewLine, ...]
    vedlegg_sha256: bytes | None = None
    reverses: UUID | None = None


def plain(text: str, length: int) -> str:
    """Return the text without control characters, cut to a length (it is part of the digest)."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:length]


def check_voucher(voucher: NewVoucher) -> None:
    """Refuse a voucher that can never be posted (bokføringsloven § 10: documented and balanced).

    Raises:
        VoucherIncomplete, VoucherUnbalanced, KonteringInvalid, PeriodeInvalid: what is wrong.
    """
    check_period(voucher.periode)
    if voucher.type not in TYPES:
        raise VoucherIncomplete(
            "Bilagsarten «%(type)s» finnes ikke.", values={"type": voucher.type}, field="type"
        )
    if not voucher.tekst.strip() or not voucher.source or not voucher.source_id:
        raise VoucherIncomplete("Skriv hva bilaget gjelder, og hvor det kommer fra.", field="tekst")
    if not 2 <= len(voucher.lines) <= MOST_LINES:
        raise VoucherIncomplete("Et bilag har minst to linjer.", field="lines")
    difference = sum(line.beloep_oere for line in voucher.lines)
    if difference:
        side = Text("debet") if difference > 0 else Text("kredit")
        raise VoucherUnbalanced(
            "Bilaget går ikke i null: det er %(beloep)s for mye i %(side)s.",
            values={"beloep": partial(format_kr, abs(difference)), "side": side},
            field="lines",
        )
    for number, line in enumerate(voucher.lines, 1):
        if not line.beloep_oere:
            raise VoucherIncomplete(
                "Linje %(number)s er null. Skriv et beløp.",
                values={"number": number},
                field="lines",
            )
        if not 1000 <= line.konto <= 9999:
            raise KonteringInvalid(
                "Konto på linje %(number)s har fire siffer.",
                values={"number": number},
                field="lines",
            )
