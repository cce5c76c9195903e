"""The door of HR."""

from samverk.hr.queries.loenn import (
    ArbeidsforholdFacts,
    KonteringAndel,
    LoennPeriode,
    Loennsgrunnlag,
    TimerTilLoenn,
    arbeidsforhold_facts,
    arbeidsforhold_of,
    loennsgrunnlag,
)
from samverk.hr.rules.tidslinje import ChangeImpossible
from samverk.hr.rules.timer import HoursInvalid
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
from samverk.hr.services.timer import (
    HoursRefused,
    KontraktMissing,
    NyeTimer,
    OwnHours,
    TimelisteMissing,
    approve_timer,
    foer_timer,
    mark_timer_paid,
    request_forskudd,
    return_timer,
    send_inn,
    slett_timer,
)

__all__ = [
    "ArbeidsforholdFacts", "ChangeImpossible", "FieldUnknown", "HoursInvalid", "HoursRefused",
    "HovedTwice", "KonteringAndel", "KonteringIncomplete", "KontraktMissing", "LoennPeriode",
    "Loennsgrunnlag", "NyBesettelse", "NyStilling", "NyeTimer", "Objekt", "ObjektMissing",
    "OwnHours", "PeriodOutside", "PeriodOverlaps", "RowFrozen", "StatusRefused",
    "TimelisteMissing", "TimerTilLoenn", "ValueRefused", "approve_timer", "arbeidsforhold_facts",
    "arbeidsforhold_of", "find_or_register_stilling", "foer_timer", "loennsgrunnlag",
    "mark_timer_paid", "register_arbeidsforhold", "register_besettelse", "register_change",
    "register_stilling", "request_forskudd", "return_timer", "send_inn", "slett_timer",
]  # fmt: skip
