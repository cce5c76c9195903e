"""Seal what is new: one block per ten thousand rows, chained per tenant and source."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.seals.merkle import EMPTY, block_hash, merkle_root
from samverk.core.seals.models import Segl, SegletRad
from samverk.core.seals.registry import sources

BLOCK_ROWS = 10_000

# Rows are found by what is not yet sealed, not by «newer than»: a slow transaction may commit a
# row with an older key after its younger sisters were sealed.
_NEW = """
SELECT s.rad, sha256(convert_to(s.tekst, 'UTF8')) FROM ({source}) s
WHERE NOT EXISTS (SELECT FROM seals_segletrad r
  WHERE r.tenant_id = samverk.tenant() AND r.kilde = %s AND r.rad = s.rad)
ORDER BY s.rad LIMIT %s
"""


def seal_all(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Seal the rows of every registered source that are not sealed yet, in one transaction.

    Args:
        actor: the tenant's service user, who sees every row; now: time of sealing.

    Returns:
        Rows sealed per source; sources with nothing new are left out.
    """
    sealed: dict[str, int] = {}
    with transaction.atomic():
        for name, sql in sources().items():
            rows = _seal_source(actor=actor, name=name, sql=sql, now=now)
            if rows:
                sealed[name] = rows
    return sealed


def _seal_source(*, actor: Actor, name: str, sql: str, now: datetime) -> int:
    total = 0
    with connection.cursor() as cursor:
        # Two sealers at once would number the same block twice.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{actor.tenant_id}{name}"]
        )
        while True:
            cursor.execute(_NEW.format(source=sql), [name, BLOCK_ROWS])
            rows = [(rad, bytes(digest)) for rad, digest in cursor.fetchall()]
            if not rows:
                return total
            _write_block(actor=actor, name=name, rows=rows, now=now)
            total += len(rows)
            if len(rows) < BLOCK_ROWS:
                return total


def _write_block(*, actor: Actor, name: str, rows: list[tuple[str, bytes]], now: datetime) -> None:
    last = Segl.objects.filter(tenant_id=actor.tenant_id, kilde=name).order_by("-nr").first()
    number = last.nr + 1 if last else 1
    previous = bytes(last.hash) if last else EMPTY
    root = merkle_root([digest for _, digest in rows])
    block = Segl.objects.create(
        tenant_id=actor.tenant_id,
        kilde=name,
        nr=number,
        n_rader=len(rows),
        rot=root,
        forrige=previous,
        hash=block_hash(source=name, number=number, rows=len(rows), root=root, previous=previous),
        forseglet_at=now,
    )
    SegletRad.objects.bulk_create(
        SegletRad(
            tenant_id=actor.tenant_id, kilde=name, rad=rad, segl_nr=number, plass=at, digest=digest
        )
        for at, (rad, digest) in enumerate(rows)
    )
    record_act(
        actor=actor, handling="segl.blokk.forsegl", objekt_type="seals_segl", objekt_id=block.id
    )
    # The head of the chain leaves the database with the event: a subscriber that keeps it can
    # later tell that a whole chain was written anew.
    publish(
        actor=actor,
        event=NewEvent(
            type="core.segl.laget.v1",
            subject_type="segl",
            subject_id=block.id,
            data={"kilde": name, "nr": number, "n_rader": len(rows), "hash": block.hash.hex()},
        ),
        now=now,
    )
