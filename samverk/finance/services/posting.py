"""Acts: post vouchers, one or a hundred thousand in one statement, and take a voucher back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.outbox.api import NewEvent, publish
from samverk.finance.events import VOUCHER_REVERSED, VOUCHERS_POSTED
from samverk.finance.rules.periods import check_period
from samverk.finance.rules.series import check_series
from samverk.finance.rules.vouchers import NewVoucher, VoucherIncomplete, check_voucher, plain
from samverk.finance.services.refusals import ReversalRefused, posting_refusal

VOUCHER_COLUMNS = (
    "ref, periode, voucher_date, doc_date, type, source, source_id, tekst, reverses, vedlegg_sha256"
)
LINE_COLUMNS = (
    "ref, lno, konto, koststed, delprosjekt, anlegg, arbeidspakke, x1, x2, beloep_oere, party_id,"
    " tekst, ref_type, ref_id"
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted voucher: its place in the input (from 0, or the ref), its id and its number."""

    ref: int
    voucher_id: UUID
    nr: int


def begin_posting() -> None:
    """Make the empty tables ``pg_temp.ny_voucher`` and ``pg_temp.ny_line`` for this transaction.

    They belong to the owner; the runtime may only insert. Fill them by COPY or INSERT … SELECT
    (columns: VOUCHER_COLUMNS, LINE_COLUMNS) and call :func:`post_from_temp`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.begin_posting()")


def post_from_temp(*, actor: Actor, series: str, now: datetime) -> list[Posted]:
    """Post what lies in the posting tables, all or nothing; one fiscal year per call.

    Args:
        actor: who posts (needs ``okonomi.bilag.foer``; machine steps have it).
        series: voucher series, see rules.series; now: time of posting.

    Raises:
        VoucherUnbalanced, VoucherIncomplete, PeriodClosed, KonteringInvalid, VoucherDuplicate,
        ReversalRefused, AccessDenied: nothing is written.
    """
    actor.require("okonomi.bilag.foer")
    check_series(series)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT ref, voucher_id, nr FROM samverk.post_vouchers(%s)", [series])
            posted = [Posted(*row) for row in cursor.fetchall()]
    except Error as error:
        refusal = posting_refusal(error)
        if refusal is None:
            raise
        raise refusal from error
    record_act(
        actor=actor, handling="finance.voucher.post", objekt_type="finance_voucher",
        objekt_id=posted[0].voucher_id,
    )  # fmt: skip
    publish(
        actor=actor, now=now,
        event=NewEvent(
            VOUCHERS_POSTED, "finance_voucher", posted[0].voucher_id,
            {
                "serie": series,
                "antall": len(posted),
                "fra_nr": posted[0].nr,
                "til_nr": posted[-1].nr,
            },
        ),
    )  # fmt: skip
    return posted


def post_vouchers(
    *, actor: Actor, vouchers: Iterable[NewVoucher], series: str, now: datetime
) -> list[Posted]:
    """Post vouchers in the order given, all or nothing, with numbers without gaps.

    Args:
        actor: who posts (needs ``okonomi.bilag.foer``; machine steps have it).
        vouchers: of one fiscal year; ``source`` and ``source_id`` are used once a year.
        series: voucher series, see rules.series; now: time of posting.

    Returns:
        One Posted per voucher; ``ref`` is its place in the input, from 0.

    Raises:
        VoucherUnbalanced, VoucherIncomplete, PeriodClosed, KonteringInvalid, VoucherDuplicate,
        ReversalRefused, AccessDenied: nothing is written.
    """
    actor.require("okonomi.bilag.foer")
    found = list(vouchers)
    for voucher in found:
        check_voucher(voucher)
    if len({voucher.periode // 100 for voucher in found}) != 1:
        raise VoucherIncomplete("Bokfør ett år om gangen.", field="periode")
    begin_posting()
    with connection.cursor() as cursor:
        _copy(cursor, f"COPY pg_temp.ny_voucher ({VOUCHER_COLUMNS}) FROM STDIN", _heads(found))
        _copy(cursor, f"COPY pg_temp.ny_line ({LINE_COLUMNS}) FROM STDIN", _lines(found))
    return post_from_temp(actor=actor, series=series, now=now)


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _heads(vouchers: list[NewVoucher]) -> Iterable[tuple[object, ...]]:
    for ref, v in enumerate(vouchers):
        yield (
            ref, v.periode, v.voucher_date, v.doc_date, v.type, v.source, v.source_id,
            plain(v.tekst, 200), v.reverses, v.vedlegg_sha256,
        )  # fmt: skip


def _lines(vouchers: list[NewVoucher]) -> Iterable[tuple[object, ...]]:
    for ref, voucher in enumerate(vouchers):
        for lno, line in enumerate(voucher.lines, 1):
            yield (
                ref, lno, line.konto, line.koststed, line.delprosjekt, line.anlegg,
                line.arbeidspakke, line.x1, line.x2, line.beloep_oere, line.party_id,
                plain(line.tekst, 120), line.ref_type, line.ref_id,
            )  # fmt: skip


_SERIE = "SELECT serie FROM finance_voucher WHERE tenant_id = %(tenant)s AND id = %(id)s"
_MIRROR_HEAD = """INSERT INTO pg_temp.ny_voucher (ref, periode, voucher_date, doc_date, type,
  source, source_id, tekst, reverses, vedlegg_sha256)
SELECT 0, %(periode)s, %(dag)s, v.doc_date, 'tilbake', 'finance.reversal', v.id::text, %(tekst)s,
  v.id, v.vedlegg_sha256
FROM finance_voucher v WHERE v.tenant_id = %(tenant)s AND v.id = %(id)s"""
_MIRROR_LINES = """INSERT INTO pg_temp.ny_line (ref, lno, konto, koststed, delprosjekt, anlegg,
  arbeidspakke, x1, x2, beloep_oere, party_id, tekst, ref_type, ref_id)
SELECT 0, l.lno, l.konto, d.koststed, d.delprosjekt, d.anlegg, d.arbeidspakke, d.x1, d.x2,
  -l.beloep_oere, l.party_id, l.tekst, l.ref_type, l.ref_id
FROM finance_voucherline l JOIN finance_dimset d ON d.tenant_id = l.tenant_id AND d.id = l.dimset
WHERE l.tenant_id = %(tenant)s AND l.voucher_id = %(id)s"""


def reverse_voucher(
    *,
    actor: Actor,
    voucher_id: UUID,
    periode: int,
    voucher_date: date,
    begrunnelse: str,
    now: datetime,
) -> Posted:
    """Take a voucher back by posting its exact mirror in an open period.

    Args:
        actor: who corrects (needs ``okonomi.bilag.foer``).
        voucher_id: the voucher; periode, voucher_date: where and when the mirror is posted.
        begrunnelse: why, shown on both vouchers; now: time of posting.

    Raises:
        ReversalRefused: unknown voucher, already taken back, or no reason.
        PeriodClosed: the period is not open.
    """
    actor.require("okonomi.bilag.foer")
    check_period(periode)
    reason = plain(begrunnelse, 200)
    if len(reason) < 3:
        raise ReversalRefused("Skriv hvorfor bilaget tilbakeføres.", field="begrunnelse")
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "id": voucher_id, "periode": periode, "dag": voucher_date,
        "tekst": reason,
    }  # fmt: skip
    begin_posting()
    with connection.cursor() as cursor:
        cursor.execute(_SERIE, values)
        serie = cursor.fetchone()
        if serie is None:
            raise ReversalRefused("Bilaget finnes ikke hos dere.")
        cursor.execute(_MIRROR_HEAD, values)
        cursor.execute(_MIRROR_LINES, values)
    posted = post_from_temp(actor=actor, series=serie[0], now=now)[0]
    publish(
        actor=actor, now=now,
        event=NewEvent(
            VOUCHER_REVERSED, "finance_voucher", voucher_id, {"bilag": str(posted.voucher_id)}
        ),
    )  # fmt: skip
    return posted
