"""What payroll stores: tax cards, pay runs and their append-only lines."""

from __future__ import annotations

from samverk.payroll.models.artefakt import Artefakt, Utbetalingskonto
from samverk.payroll.models.kjoering import Loennskjoering, LoennskjoeringMedlem
from samverk.payroll.models.kontroll import Kontrollfunn
from samverk.payroll.models.loennsforhold import Loennsforhold
from samverk.payroll.models.resultat import Inndata, Loennslinje, Loennsresultat
from samverk.payroll.models.skattekort import Skattekort

__all__ = [
    "Artefakt",
    "Inndata",
    "Kontrollfunn",
    "Loennsforhold",
    "Loennskjoering",
    "LoennskjoeringMedlem",
    "Loennslinje",
    "Loennsresultat",
    "Skattekort",
    "Utbetalingskonto",
]
