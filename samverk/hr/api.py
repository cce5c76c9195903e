"""The door of HR."""

from samverk.hr.rules.tidslinje import ChangeImpossible
from samverk.hr.services.arbeidsforhold import (
    NyBesettelse,
    NyStilling,
    find_or_register_stilling,
    register_arbeidsforhold,
    register_besettelse,
    register_stilling,
)
from samverk.hr.services.endring import FieldUnknown, Objekt, ObjektMissing, register_change
from samverk.hr.services.guard import (
    HovedTwice,
    KonteringIncomplete,
    PeriodOutside,
    PeriodOverlaps,
    RowFrozen,
    StatusRefused,
    ValueRefused,
)

__all__ = [
    "ChangeImpossible", "FieldUnknown", "HovedTwice", "KonteringIncomplete", "NyBesettelse",
    "NyStilling", "Objekt", "ObjektMissing", "PeriodOutside", "PeriodOverlaps", "RowFrozen",
    "StatusRefused", "ValueRefused", "find_or_register_stilling", "register_arbeidsforhold",
    "register_besettelse", "register_change", "register_stilling",
]  # fmt: skip
