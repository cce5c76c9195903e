"""The door of payroll."""

from __future__ import annotations

from samverk.payroll.queries import (
    KjoeringFacts,
    SlippFacts,
    SlippHead,
    findings,
    findings_of,
    kjoering,
    kjoeringer,
    my_slips,
    newest_card,
    slipp,
)
from samverk.payroll.queries.overslag import Overslag, Overslagslinje, hire_cost
from samverk.payroll.services.beregning import Beregning, calculate_loennskjoering
from samverk.payroll.services.bokfoering import post_loennskjoering
from samverk.payroll.services.kjoering import (
    close_loennskjoering,
    next_payout,
    open_loennskjoering,
    set_aside_medlem,
    take_back_medlem,
)
from samverk.payroll.services.kontroll import (
    approve_loennskjoering,
    control_loennskjoering,
    explain_kontrollfunn,
)
from samverk.payroll.services.loennsforhold import (
    NewLoennsforhold,
    opprett_loennsforhold,
    opprett_loennsforhold_for,
)
from samverk.payroll.services.refusals import (
    LoennskjoeringMissing,
    LoennskjoeringNotTwoPersons,
    LoennskjoeringRefused,
    LoennskjoeringStopped,
    MedlemPaidTwice,
    SatsNotConfirmed,
    UtbetalingskontoMissing,
)
from samverk.payroll.services.skattekort import (
    NewSkattekort,
    receive_skattekort_answer,
    register_skattekort,
)
from samverk.payroll.services.utbetaling import (
    Betaling,
    pay_loennskjoering,
    payment_changed,
    set_utbetalingskonto,
)

__all__ = [
    "Beregning",
    "Betaling",
    "KjoeringFacts",
    "LoennskjoeringMissing",
    "LoennskjoeringNotTwoPersons",
    "LoennskjoeringRefused",
    "LoennskjoeringStopped",
    "MedlemPaidTwice",
    "NewLoennsforhold",
    "NewSkattekort",
    "Overslag",
    "Overslagslinje",
    "SatsNotConfirmed",
    "SlippFacts",
    "SlippHead",
    "UtbetalingskontoMissing",
    "approve_loennskjoering",
    "calculate_loennskjoering",
    "close_loennskjoering",
    "control_loennskjoering",
    "explain_kontrollfunn",
    "findings",
    "findings_of",
    "hire_cost",
    "kjoering",
    "kjoeringer",
    "my_slips",
    "newest_card",
    "next_payout",
    "open_loennskjoering",
    "opprett_loennsforhold",
    "opprett_loennsforhold_for",
    "pay_loennskjoering",
    "payment_changed",
    "post_loennskjoering",
    "receive_skattekort_answer",
    "register_skattekort",
    "set_aside_medlem",
    "set_utbetalingskonto",
    "slipp",
    "take_back_medlem",
]
