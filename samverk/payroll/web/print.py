"""The slip on paper: the same lines as the page, as PDF/A through documents."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from samverk.core.documents.api import render_pdf
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.web.slip import SlipPage


def slip_pdf(
    slip: api.SlippFacts, page: SlipPage, *, avsender: str, navn: str, title: str, now: datetime
) -> bytes:
    """Return a slip as PDF/A-2a + PDF/UA-1."""
    groups = [
        {
            "tittel": group.tittel,
            "sum": group.oere,
            "linjer": [
                {
                    "navn": line.navn, "meta": line.meta, "oere": line.oere,
                    "setning": line.setning, "hjemmel": line.hjemmel,
                }
                for line in group.linjer
            ],
        }
        for group in page.grupper
    ]  # fmt: skip
    data = {
        "avsender": avsender,
        "opplysninger": [
            [gettext("Navn"), navn],
            [gettext("På konto"), words.day_long(slip.utbetalingsdato)],
            [page.utbetaling.ord, words.kroner(slip.netto_oere)],
        ],
        "grupper": groups,
        "utbetalt": [page.utbetaling.ord, slip.netto_oere],
        "kolonner": [gettext("Linje"), gettext("Beløp, kr")],
        "hvorfor": gettext("Hvorfor"),
    }
    return render_pdf(
        template="payroll/lonnsslipp",
        data=data,
        title=title,
        language=words.language(),
        now=now.replace(microsecond=0),
    )
