"""The nightly proof: zero rows expected from every check."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.seals.api import Finding


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One check: its name, how many deviations, and the first of them as text."""

    navn: str
    avvik: int
    eksempel: str = ""


_ROLLUP = """
SELECT coalesce(a.k, b.k)::text FROM
 (SELECT {key} k, sum(greatest(l.beloep_oere, 0)) d, -sum(least(l.beloep_oere, 0)) c, count(*) n
  FROM finance_voucherline l {join} WHERE l.tenant_id = %(t)s GROUP BY 1) a
FULL JOIN (SELECT {bkey} k, debet_oere d, kredit_oere c, antall n FROM {table}
  WHERE tenant_id = %(t)s) b
 ON a.k = b.k
WHERE (a.d, a.c, a.n) IS DISTINCT FROM (b.d, b.c, b.n)"""
CHECKS: dict[str, str] = {
    "linjer = saldo per konto": _ROLLUP.format(
        key="(l.periode, l.konto)", join="", bkey="(periode, konto)", table="finance_bal_account"
    ),
    "linjer = saldo per koststed": _ROLLUP.format(
        key="(d.koststed, l.periode, l.konto)",
        bkey="(koststed, periode, konto)",
        join="JOIN finance_dimset d ON d.tenant_id = l.tenant_id AND d.id = l.dimset",
        table="finance_bal_koststed",
    ),
    "linjer = saldo per kontering": _ROLLUP.format(
        key="(l.dimset, l.konto, l.periode)",
        join="",
        bkey="(dimset, konto, periode)",
        table="finance_bal_dimset",
    ),
    "bilagene er hele og går i null": """
SELECT v.id::text FROM finance_voucher v LEFT JOIN
 (SELECT voucher_id, fy, count(*) n, min(lno) a, max(lno) z, sum(beloep_oere) s
  FROM finance_voucherline WHERE tenant_id = %(t)s GROUP BY 1, 2) l
 ON l.voucher_id = v.id AND l.fy = v.fy
WHERE v.tenant_id = %(t)s AND (l.n, l.a, l.z, l.s) IS DISTINCT FROM
  (v.line_count::bigint, 1, v.line_count, 0::numeric)""",
    "bilagsnumre uten hull": """
SELECT s.serie || '-' || s.fy FROM finance_series s LEFT JOIN
 (SELECT serie, fy, count(*) n, max(nr) z FROM finance_voucher
  WHERE tenant_id = %(t)s GROUP BY 1, 2) v ON v.serie = s.serie AND v.fy = s.fy
WHERE s.tenant_id = %(t)s AND (coalesce(v.n, 0), coalesce(v.z, 0)) IS DISTINCT FROM
  (s.neste_nr - 1, s.neste_nr - 1)""",
    "regnskapet går i null": """
SELECT periode::text FROM finance_bal_account WHERE tenant_id = %(t)s
GROUP BY periode HAVING sum(debet_oere) <> sum(kredit_oere)""",
    "fingeravtrykk stemmer": """
SELECT v.id::text FROM finance_voucher v JOIN LATERAL (
  SELECT sha256(convert_to(string_agg(concat_ws(E'\\x1f', l.lno, l.konto, d.koststed,
    d.delprosjekt, d.anlegg, d.arbeidspakke, d.x1, d.x2, l.beloep_oere,
    coalesce(l.party_id::text, ''), l.tekst, l.ref_type, coalesce(l.ref_id::text, '')),
    E'\\x1e' ORDER BY l.lno), 'UTF8')) AS linjer
  FROM finance_voucherline l JOIN finance_dimset d ON d.tenant_id = l.tenant_id AND d.id = l.dimset
  WHERE l.tenant_id = v.tenant_id AND l.voucher_id = v.id AND l.fy = v.fy) s ON true
WHERE v.tenant_id = %(t)s AND v.digest IS DISTINCT FROM samverk.voucher_digest(
  ARRAY[v.tenant_id::text, v.serie, v.fy::text, v.nr::text, v.periode::text,
    v.voucher_date::text, v.doc_date::text, v.type, v.source, v.source_id, v.tekst,
    v.line_count::text, v.reverses::text], s.linjer, v.vedlegg_sha256)""",
}
_COUNT = "SELECT count(*), min(x.f) FROM ({check}) x(f)"


def ledger_proof(actor: Actor) -> list[ProofRow]:
    """Recompute the ledger of a tenant and compare; every ``avvik`` is 0 when all is well.

    Args:
        actor: the tenant's service user or an auditor with the whole ledger.
    """
    rows = []
    with connection.cursor() as cursor:
        for name, sql in CHECKS.items():
            cursor.execute(_COUNT.format(check=sql), {"t": actor.tenant_id})
            count, first = cursor.fetchone()
            rows.append(ProofRow(name, count, first or ""))
    return rows


# One row per voucher: the digest covers its lines, and the proof recomputes it from them.
SEALED = """
SELECT id::text AS rad, encode(digest, 'hex') AS tekst FROM finance_voucher
WHERE tenant_id = samverk.tenant()
"""


def proof_findings(actor: Actor) -> list[Finding]:
    """Return the proof's deviations in the form of ``samverk verify``."""
    return [
        Finding(
            actor.tenant, "finance.hovedbok", "kontroll", row.eksempel,
            f"Hovedboka: «{row.navn}» har {row.avvik} avvik.",
        )
        for row in ledger_proof(actor)
        if row.avvik
    ]  # fmt: skip
