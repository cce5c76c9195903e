"""The trial balance as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.ui import api as ui
from samverk.finance import api as finance

# A row is an account and the last month asked for, as an index of its thirteen.
TRIAL = ui.Export(
    "finance.saldobalanse",
    [
        ui.ExportColumn(_("Konto"), "finance.BalAccount.konto", lambda r: r[0].konto, "code"),
        ui.ExportColumn(_("Navn"), "finance.Account.navn", lambda r: r[0].navn),
        ui.ExportColumn(
            _("1. januar"), "finance.BalAccount.debet_oere", lambda r: r[0].inngaaende_oere, "oere"
        ),
        ui.ExportColumn(
            _("Debet"), "finance.BalAccount.debet_oere", lambda r: r[0].debet_oere, "oere"
        ),
        ui.ExportColumn(
            _("Kredit"), "finance.BalAccount.kredit_oere", lambda r: r[0].kredit_oere, "oere"
        ),
        ui.ExportColumn(
            _("Saldo"), "finance.BalAccount.debet_oere", lambda r: r[0].saldo_oere, "oere"
        ),
        ui.ExportColumn(
            _("Periodens bevegelse"), "finance.BalAccount.debet_oere",
            lambda r: r[0].maaneder[r[1]], "oere",
        ),
    ],
)  # fmt: skip


def trial_lines(actor: Actor, rows: Sequence[finance.TrialRow], *, through: int) -> Iterator[str]:
    """Return the file line by line: one per account, then the sum."""
    month = through % 100 - 1
    return TRIAL.lines(actor, [(row, month) for row in rows], foot=gettext("Sum"))
