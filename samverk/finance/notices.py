"""What finance tells people: a bank file they made or released has gone through, or has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.core.ui import api as ui
from samverk.finance import api as finance

_STEP = {
    finance.PAYMENTS_RELEASED: "frigitt", finance.PAYMENTS_PAID: "betalt",
    finance.PAYMENTS_REJECTED: "avvist",
    finance.PAYMENTS_STOPPED: "stanset",
}  # fmt: skip


def _involved(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    """Who made the batch and who released it, without the one whose act this was."""
    batch = finance.payment_batch(actor, event.subject_id)
    if batch is None:
        return []
    # Other steps may have come since: a released file is fetched before the event is delivered.
    acts = [step.bruker_id for step in batch.steps if step.steg == _STEP[event.type]]
    did_it = acts[-1] if acts else None
    people = dict.fromkeys([batch.opprettet_av, *(step.bruker_id for step in batch.steps)])
    return [ui.Recipient(one) for one in people if one != did_it]


def _teller(sentence: str | Promise) -> ui.Tell:
    def tell(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
        ids = {row.objekt_id for row in rows}
        batches = {batch.id: batch for batch in finance.payment_batches(actor, ids=ids)}
        told = {}
        for row in rows:
            batch = batches.get(row.objekt_id)
            if batch is not None:
                words = {"dag": ui.words.day_long(batch.forfall)}
                told[row.id] = ui.Told(str(sentence) % words, f"/regnskap/betalinger/{batch.id}/")
        return told

    return tell


def register() -> None:
    """Register finance's notices."""
    for kind, event, text, sentence, icon in (
        ("frigitt", finance.PAYMENTS_RELEASED, _("En betaling er frigitt"),
         _("Betalingen som forfaller %(dag)s, er frigitt av to"), "BankNote"),
        ("betalt", finance.PAYMENTS_PAID, _("En betaling er gjennomført"),
         _("Banken har gjennomført betalingen som forfalt %(dag)s"), "CheckmarkCircle"),
        ("avvist", finance.PAYMENTS_REJECTED, _("En betaling er avvist av banken"),
         _("Banken har avvist betalingen som forfaller %(dag)s"), "XMarkOctagon"),
        ("stanset", finance.PAYMENTS_STOPPED, _("En betaling er stanset"),
         _("Betalingen som forfaller %(dag)s, er stanset"), "XMarkOctagon"),
    ):  # fmt: skip
        ui.add_notice_rule(
            ui.NoticeRule(
                kind=f"betaling.{kind}", group="betaling", types=(event,), to=_involved,
                text=text, tell=_teller(sentence), icon=icon,
            )
        )  # fmt: skip
