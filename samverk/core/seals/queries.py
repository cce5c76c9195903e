"""Verify: compare every sealed row, every block and every chain with what is there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.seals.merkle import EMPTY, block_hash, merkle_root
from samverk.core.seals.models import Segl, SegletRad
from samverk.core.seals.registry import Finding, Problem, checks, sources

_MAX_NAMED = 1000  # findings per source; a lost table is one fact, not a million lines

_COMPARE = """
SELECT r.rad, s.rad IS NULL FROM seals_segletrad r
LEFT JOIN ({source}) s ON s.rad = r.rad
WHERE r.tenant_id = samverk.tenant() AND r.kilde = %s
  AND (s.rad IS NULL OR sha256(convert_to(s.tekst, 'UTF8')) <> r.digest)
ORDER BY r.segl_nr, r.plass LIMIT %s
"""


def verify(actor: Actor) -> list[Finding]:
    """Return what is no longer as it was sealed in one tenant; empty when all is well.

    Args:
        actor: the tenant's service user, acting; a person sees only part of the rows.
    """
    found: list[Finding] = []
    for name, sql in sources().items():
        found += _rows(actor, name, sql)
        found += _blocks(actor, name)
    return found


def run_checks(actor: Actor) -> list[Finding]:
    """Run the modules' own integrity proofs in one tenant and return their findings.

    Args:
        actor: the tenant's service user, acting.
    """
    return [finding for check in checks().values() for finding in check(actor)]


def _rows(actor: Actor, name: str, sql: str) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE.format(source=sql), [name, _MAX_NAMED])
        return [
            Finding(actor.tenant, name, "mangler", rad, f"Rad {rad} i {name} er borte.")
            if gone
            else Finding(actor.tenant, name, "endret", rad, f"Rad {rad} i {name} er endret.")
            for rad, gone in cursor.fetchall()
        ]


def _blocks(actor: Actor, name: str) -> list[Finding]:
    """Recompute every Merkle root from the digests, and every link of the chain."""
    found: list[Finding] = []
    rows = (
        SegletRad.objects.filter(tenant_id=actor.tenant_id, kilde=name)
        .order_by("segl_nr", "plass")
        .values_list("segl_nr", "digest")
    )
    roots = {
        number: [bytes(digest) for _, digest in group]
        for number, group in groupby(rows.iterator(chunk_size=10_000), key=lambda row: row[0])
    }
    previous, expected = EMPTY, 1
    for block in Segl.objects.filter(tenant_id=actor.tenant_id, kilde=name).order_by("nr"):
        leaves = roots.pop(block.nr, [])
        root = bytes(block.rot)
        if len(leaves) != block.n_rader or merkle_root(leaves) != root:
            found.append(_seal(actor, name, "blokk", block.nr, "har fått sine avtrykk endret"))
        right = block_hash(
            source=name, number=block.nr, rows=block.n_rader, root=root, previous=previous
        )
        links = bytes(block.forrige) == previous and bytes(block.hash) == right
        if block.nr != expected or not links:
            found.append(_seal(actor, name, "kjede", block.nr, "passer ikke i kjeden"))
        previous, expected = bytes(block.hash), block.nr + 1
    for number in roots:
        found.append(_seal(actor, name, "blokk", number, "er borte"))
    return found


def _seal(actor: Actor, name: str, problem: Problem, number: int, what: str) -> Finding:
    return Finding(actor.tenant, name, problem, str(number), f"Segl {number} for {name} {what}.")


@dataclass(frozen=True, slots=True)
class SealStatus:
    """How far one source is sealed."""

    source: str
    blocks: int
    rows: int
    last_at: datetime | None
    tenant_id: UUID


def seal_status(actor: Actor) -> list[SealStatus]:
    """Return per source how much is sealed and since when (operations page, `samverk verify`)."""
    status = []
    for name in sources():
        blocks = list(Segl.objects.filter(tenant_id=actor.tenant_id, kilde=name).order_by("nr"))
        status.append(
            SealStatus(
                name,
                len(blocks),
                sum(block.n_rader for block in blocks),
                blocks[-1].forseglet_at if blocks else None,
                actor.tenant_id,
            )
        )
    return status
