"""The door of HR."""

from samverk.hr.codes import Stillingskode, stillingskoder
from samverk.hr.queries.ansettelse import (
    AnsettelseFacts,
    KontraktFacts,
    ansettelse,
    ansettelser,
    kontrakt,
    kontrakt_for_ansettelse,
    kontroller_ansettelse,
    my_kontrakter,
)
from samverk.hr.queries.forslag import AnsettelseForslag, Foreslaatt, propose_ansettelse
from samverk.hr.queries.gjenkjenning import Kjent, known_elsewhere
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
from samverk.hr.rules.forslag import Kontrollpunkt
from samverk.hr.rules.tidslinje import ChangeImpossible
from samverk.hr.rules.timer import HoursInvalid
from samverk.hr.services.ansettelse import (
    AnsettelseMissing,
    AnsettelseRefused,
    NyAnsettelse,
    approve_ansettelse,
    change_ansettelse,
    link_ansettelse,
    order_ansettelse,
    registrer_ansettelse,
    return_ansettelse,
    trekk_ansettelse,
)
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
from samverk.hr.services.kontrakt import (
    Signering,
    SigneringRefused,
    lag_arbeidskontrakt,
    own_token,
    sign_kontrakt,
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
from samverk.hr.signing import Identitet, IdentitetRefused, identity_service

__all__ = [
    "AnsettelseFacts", "AnsettelseForslag", "AnsettelseMissing", "AnsettelseRefused",
    "ArbeidsforholdFacts", "ChangeImpossible", "FieldUnknown", "Foreslaatt", "HoursInvalid",
    "HoursRefused", "HovedTwice", "Identitet", "IdentitetRefused", "Kjent", "KonteringAndel",
    "KonteringIncomplete", "KontraktFacts", "KontraktMissing", "Kontrollpunkt", "LoennPeriode",
    "Loennsgrunnlag", "NyAnsettelse", "NyBesettelse", "NyStilling", "NyeTimer", "Objekt",
    "ObjektMissing", "OwnHours", "PeriodOutside", "PeriodOverlaps", "RowFrozen", "Signering",
    "SigneringRefused", "StatusRefused", "Stillingskode", "TimelisteMissing", "TimerTilLoenn",
    "ValueRefused", "ansettelse", "ansettelser", "approve_ansettelse", "approve_timer",
    "arbeidsforhold_facts", "arbeidsforhold_of", "change_ansettelse", "find_or_register_stilling",
    "foer_timer", "identity_service", "known_elsewhere", "kontrakt", "kontrakt_for_ansettelse",
    "kontroller_ansettelse", "lag_arbeidskontrakt", "link_ansettelse", "loennsgrunnlag",
    "mark_timer_paid", "my_kontrakter", "order_ansettelse", "own_token", "propose_ansettelse",
    "register_arbeidsforhold", "register_besettelse", "register_change", "register_stilling",
    "registrer_ansettelse", "request_forskudd", "return_ansettelse", "return_timer", "send_inn",
    "sign_kontrakt", "slett_timer", "stillingskoder", "trekk_ansettelse",
]  # fmt: skip
