"""`samverk bench pdf`: PDF/A-2a + PDF/UA-1 documents a second on one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median, quantiles

from samverk.core.documents.render import render_pdf

_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_TEXT = (
    "Du er ansatt på timer som seminarleder. Timene føres i Samverk og godkjennes av leder før"
    " lønna betales ut den første lønnskjøringen etterpå. Avtalen følger statsansatteloven og"
    " hovedtariffavtalen i staten."
)


def pdf(scale: str) -> dict[str, str | int | float]:
    """Measure letters with unlike contents.

    Args:
        scale: ``small`` (200 documents) or ``full`` (2 000 documents).

    Returns:
        ``figure`` in documents per second of one core; ``median`` and ``p95`` in ms of
        processor time a document.
    """
    n = 2000 if scale == "full" else 200
    _make(0)  # the first one reads the fonts and the layout
    spent = []
    for number in range(1, n + 1):
        start = time.process_time()  # processor time of all threads: what one core spends
        _make(number)
        spent.append((time.process_time() - start) * 1000)
    return {
        "name": "pdf",
        "figure": round(1000 * n / sum(spent), 1),
        "unit": "per s",
        "n": n,
        "median": round(median(spent), 2),
        "p95": round(quantiles(spent, n=20)[-1], 2),
    }


def _make(number: int) -> bytes:
    return render_pdf(
        template="core/brev",
        data={
            "avsender": "UiT Norges arktiske universitet",
            "referanse": f"2026/{number}",
            "mottaker": f"Mottaker {number}\nVeien {number}",
            "avsnitt": [f"Avsnitt {part} i brev {number}. {_TEXT}" for part in range(6)],
        },
        title=f"Arbeidsavtale {number}",
        language="nb",
        now=_AT,
    )


BENCHES: dict[str, Callable[[str], dict[str, str | int | float]]] = {"pdf": pdf}
