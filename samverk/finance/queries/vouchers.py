"""Reads: the lines behind a figure, and a voucher with everything it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.finance.registry import line_link, source_link
from samverk.finance.rules.codes import delprosjekt_text, koststed_text
from samverk.finance.rules.series import voucher_no


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One posted line, with its voucher's number and text.

    ``link`` is the page of its origin, empty when there is none that the reader may open.
    """

    voucher_id: UUID
    lno: int
    periode: int
    bilagsnr: str
    voucher_date: date
    bilagstekst: str
    konto: int
    koststed: str
    delprosjekt: str
    tekst: str
    beloep_oere: int
    party_id: UUID | None
    ref_type: str
    ref_id: UUID | None
    link: str


_COLUMNS = """l.voucher_id, l.lno, l.periode, v.serie, v.fy, v.nr, v.voucher_date, v.tekst, l.konto,
  d.koststed, d.delprosjekt, l.tekst, l.beloep_oere, l.party_id, l.ref_type, l.ref_id"""
_FROM = """FROM finance_voucherline l
JOIN finance_voucher v ON v.tenant_id = l.tenant_id AND v.id = l.voucher_id AND v.fy = l.fy
JOIN finance_dimset d ON d.tenant_id = l.tenant_id AND d.id = l.dimset"""


def _line(actor: Actor, row: tuple[Any, ...]) -> LineFacts:
    voucher_id, lno, periode, serie, fy, nr, day, head, konto, center, project, *rest = row
    tekst, oere, party_id, ref_type, ref_id = rest
    return LineFacts(
        voucher_id, lno, periode, voucher_no(serie, fy, nr), day, head, konto,
        koststed_text(center), delprosjekt_text(project), tekst, oere, party_id,
        ref_type, ref_id, line_link(actor, ref_type, ref_id),
    )  # fmt: skip


def account_lines(
    actor: Actor,
    *,
    konto: int,
    periods: tuple[int, int],
    koststeder: Sequence[int] | None = None,
    delprosjekt: int = 0,
    after: tuple[int, UUID, int] | None = None,
    limit: int = 100,
) -> list[LineFacts]:
    """Return the newest lines behind a figure, one page at a time.

    Args:
        actor: only what the actor may see; konto: four digits.
        periods: first and last period (yyyymm), of one fiscal year.
        koststeder, delprosjekt: only these; after: key (periode, voucher_id, lno) of the last
            line of the page before; limit: lines per page, at most 500.
    """
    match = ""
    if koststeder is not None:
        match += " AND d.koststed = ANY (%(koststeder)s)"
    if delprosjekt:
        match += " AND d.delprosjekt = %(delprosjekt)s"
    if after is not None:
        match += " AND (l.periode, l.voucher_id, l.lno) < (%(p)s, %(v)s, %(n)s)"
    periode, voucher_id, lno = after or (0, None, 0)
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "konto": konto, "first": periods[0], "last": periods[1],
        "fy": periods[0] // 100, "koststeder": list(koststeder or ()), "delprosjekt": delprosjekt,
        "p": periode, "v": voucher_id, "n": lno, "limit": min(limit, 500),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} {_FROM} WHERE l.tenant_id = %(tenant)s AND l.konto = %(konto)s"
            f" AND l.fy = %(fy)s AND l.periode BETWEEN %(first)s AND %(last)s{match}"
            " ORDER BY l.periode DESC, l.voucher_id DESC, l.lno DESC LIMIT %(limit)s",
            values,
        )
        return [_line(actor, row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """A posted voucher. ``hel`` is False when some lines are outside the reader's access.

    ``link`` is label and path of what it was made from; the path is empty when the reader may not
    open that, and there is no link when it was posted by hand.
    """

    id: UUID
    bilagsnr: str
    fy: int
    periode: int
    voucher_date: date
    doc_date: date
    type: str
    source: str
    source_id: str
    tekst: str
    posted_at: datetime
    posted_by: UUID
    digest: str
    vedlegg_sha256: str
    lines: tuple[LineFacts, ...]
    hel: bool
    reverses: UUID | None
    reversed_by: UUID | None
    begrunnelse: str
    link: tuple[str, str] | None


_HEAD = """SELECT v.id, v.serie, v.fy, v.nr, v.periode, v.voucher_date, v.doc_date, v.type,
  v.source, v.source_id, v.tekst, v.posted_at, v.posted_by, encode(v.digest, 'hex'),
  coalesce(encode(v.vedlegg_sha256, 'hex'), ''), v.line_count, v.reverses, r.reversed_by,
  coalesce(r.begrunnelse, '')
FROM finance_voucher v
LEFT JOIN finance_reversal r ON r.tenant_id = v.tenant_id AND r.voucher_id = v.id
WHERE v.tenant_id = %(tenant)s AND v.id = %(id)s"""


def voucher(actor: Actor, voucher_id: UUID) -> VoucherFacts | None:
    """Return a voucher with the lines the actor may see, or None."""
    values = {"tenant": actor.tenant_id, "id": voucher_id}
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, values)
        head = cursor.fetchone()
        if head is None:
            return None
        cursor.execute(
            f"SELECT {_COLUMNS} {_FROM} WHERE l.tenant_id = %(tenant)s AND l.voucher_id = %(id)s"
            " AND l.fy = %(fy)s ORDER BY l.lno LIMIT 2000",
            values | {"fy": head[2]},
        )
        lines = tuple(_line(actor, row) for row in cursor.fetchall())
    key, serie, fy, nr = head[:4]
    hel = len(lines) == head[15]
    found: tuple[Any, ...] = (
        key,
        voucher_no(serie, fy, nr),
        fy,
        *head[4:15],
        lines,
        hel,
        *head[16:],
        source_link(actor, head[8], head[9]),
    )
    return VoucherFacts(*found)


def vouchers_of_source(
    actor: Actor, source: str, source_ids: Iterable[str]
) -> dict[str, tuple[UUID, str]]:
    """Return (voucher id, voucher number) by source_id, for those already posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_id, id, serie, fy, nr FROM finance_voucher"
            " WHERE tenant_id = %s AND source = %s AND source_id = ANY (%s)",
            [actor.tenant_id, source, list(source_ids)],
        )
        return {row[0]: (row[1], voucher_no(*row[2:])) for row in cursor.fetchall()}


_NUMBER = re.compile(r"\s*(\d)-(\d{2})-(\d{1,12})\s*")
_FOUND = "SELECT v.id, v.serie, v.fy, v.nr, v.tekst, v.voucher_date FROM finance_voucher v"
_BY_NUMBER = f"""{_FOUND} WHERE v.tenant_id = %(tenant)s AND v.serie = %(serie)s AND v.fy = %(fy)s
  AND v.nr = %(nr)s"""
# Words are looked for among the newest only: a pattern has no index under row-level security.
_BY_WORDS = """SELECT v.id, v.serie, v.fy, v.nr, v.tekst, v.voucher_date FROM (
  SELECT * FROM finance_voucher WHERE tenant_id = %(tenant)s ORDER BY id DESC LIMIT 3000) v
WHERE v.tekst ILIKE %(like)s ORDER BY v.id DESC LIMIT %(limit)s"""


def find_vouchers(actor: Actor, text: str, *, limit: int = 20) -> list[tuple[UUID, str, str, date]]:
    """Return (id, number, text, day) of vouchers by number («4-26-018842»), or the newest by words.

    Args:
        actor: only what the actor may see; text: as typed; limit: most rows.
    """
    values: dict[str, Any] = {"tenant": actor.tenant_id, "limit": limit}
    number = _NUMBER.fullmatch(text)
    if number:
        serie, year, nr = number.groups()
        values |= {"serie": serie, "fy": 2000 + int(year), "nr": int(nr)}
    else:
        values["like"] = f"%{_escaped(text.strip())}%"
    with connection.cursor() as cursor:
        cursor.execute(_BY_NUMBER if number else _BY_WORDS, values)
        return [(r[0], voucher_no(r[1], r[2], r[3]), r[4], r[5]) for r in cursor.fetchall()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def last_posted_at(actor: Actor) -> datetime | None:
    """Return when something was last posted in the newest year, as far as the actor can see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT posted_at FROM finance_voucher WHERE tenant_id = %(tenant)s AND fy ="
            " (SELECT max(fy) FROM finance_voucher WHERE tenant_id = %(tenant)s)"
            " ORDER BY id DESC LIMIT 1",
            {"tenant": actor.tenant_id},
        )
        row = cursor.fetchone()
    return row[0] if row else None
