"""The door of payroll."""

from __future__ import annotations

from samverk.core.access.api import Actor
from samverk.core.confirmations.api import book_for
from samverk.core.rates.api import RateBook
from samverk.payroll.controls import CONFIRMABLE
from samverk.payroll.engine.work import Venter, waiting_for_pay
from samverk.payroll.queries import (
    ArtSum,
    Cause,
    EnhetSum,
    FunnGroup,
    FunnPerson,
    KjoeringFacts,
    KortFacts,
    LinjeFacts,
    MedlemFacts,
    SlippFacts,
    SlippHead,
    bilag_of,
    findings,
    findings_of,
    kjoering,
    kjoeringer,
    kjoeringer_by_id,
    linjer_bak_bilag,
    members_among,
    my_slips,
    newest_card,
    ordinary_months,
    own_kjoeringer,
    people_of_run,
    posted_kjoeringer,
    previous_ordinary,
    set_aside,
    slip_sums_of_year,
    slipp,
    summer_bak_bilag,
    unit_sums,
    waiting_kjoeringer,
    waterfall,
)
from samverk.payroll.queries.betaling import (
    Betalingsfil,
    betalingsfil,
    betalingsfiler,
    is_unpaid,
)
from samverk.payroll.queries.forskudd import forskudd_left
from samverk.payroll.queries.konto import (
    KontoFacts,
    ledger_accounts,
    receiving_accounts,
    utbetalingskonto,
    utbetalingskontoer,
)
from samverk.payroll.queries.overslag import (
    Overslag,
    Overslagslinje,
    Timeavtale,
    cost_of_hires,
    hire_cost,
)
from samverk.payroll.rates.tables import wage_types
from samverk.payroll.rules.endring import Endring, endringer
from samverk.payroll.rules.explain import Explanation, TraceInvalid, explain, explain_remark
from samverk.payroll.rules.utbetalingsdato import Utbetaling, amelding_frist
from samverk.payroll.services.amelding import amelding_file, report_loennskjoering
from samverk.payroll.services.beregning import Beregning, calculate_loennskjoering
from samverk.payroll.services.bokfoering import post_loennskjoering
from samverk.payroll.services.dokumentasjon import (
    BilagslinjeFacts,
    Journallinje,
    LinjeGrunnlag,
    LinjeSak,
    read_linje_grunnlag,
    read_linje_sak,
)
from samverk.payroll.services.feil import SlippMissing, report_slip_fault
from samverk.payroll.services.forskudd import (
    Forskuddstak,
    cancel_forskudd,
    forskuddsplan,
    forskuddstak,
    grant_forskudd,
    open_forskudd,
)
from samverk.payroll.services.kjoering import (
    close_loennskjoering,
    closes_at,
    counting_day,
    is_own,
    next_payout,
    open_loennskjoering,
    set_aside_medlem,
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
    fetch_missing_skattekort,
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
    "CONFIRMABLE",
    "ArtSum",
    "Beregning",
    "Betaling",
    "Betalingsfil",
    "BilagslinjeFacts",
    "Cause",
    "Endring",
    "EnhetSum",
    "Explanation",
    "Forskuddstak",
    "FunnGroup",
    "FunnPerson",
    "Journallinje",
    "KjoeringFacts",
    "KontoFacts",
    "KortFacts",
    "LinjeFacts",
    "LinjeGrunnlag",
    "LinjeSak",
    "LoennskjoeringMissing",
    "LoennskjoeringNotTwoPersons",
    "LoennskjoeringRefused",
    "LoennskjoeringStopped",
    "MedlemFacts",
    "MedlemPaidTwice",
    "NewLoennsforhold",
    "NewSkattekort",
    "Overslag",
    "Overslagslinje",
    "SatsNotConfirmed",
    "SlippFacts",
    "SlippHead",
    "SlippMissing",
    "Timeavtale",
    "TraceInvalid",
    "Utbetaling",
    "UtbetalingskontoMissing",
    "Venter",
    "amelding_file",
    "amelding_frist",
    "approve_loennskjoering",
    "betalingsfil",
    "betalingsfiler",
    "bilag_of",
    "calculate_loennskjoering",
    "cancel_forskudd",
    "close_loennskjoering",
    "closes_at",
    "control_loennskjoering",
    "cost_of_hires",
    "counting_day",
    "endringer",
    "explain",
    "explain_kontrollfunn",
    "explain_remark",
    "fetch_missing_skattekort",
    "findings",
    "findings_of",
    "forskudd_left",
    "forskuddsplan",
    "forskuddstak",
    "grant_forskudd",
    "hire_cost",
    "is_own",
    "is_unpaid",
    "kjoering",
    "kjoeringer",
    "kjoeringer_by_id",
    "ledger_accounts",
    "linjer_bak_bilag",
    "members_among",
    "my_slips",
    "newest_card",
    "next_payout",
    "open_forskudd",
    "open_loennskjoering",
    "opprett_loennsforhold",
    "opprett_loennsforhold_for",
    "ordinary_months",
    "own_kjoeringer",
    "pay_loennskjoering",
    "payment_changed",
    "people_of_run",
    "post_loennskjoering",
    "posted_kjoeringer",
    "previous_ordinary",
    "rate_book",
    "read_linje_grunnlag",
    "read_linje_sak",
    "receive_skattekort_answer",
    "receiving_accounts",
    "register_skattekort",
    "report_loennskjoering",
    "report_slip_fault",
    "set_aside",
    "set_aside_medlem",
    "set_utbetalingskonto",
    "slip_sums_of_year",
    "slipp",
    "summer_bak_bilag",
    "unit_sums",
    "utbetalingskonto",
    "utbetalingskontoer",
    "wage_types",
    "waiting_for_pay",
    "waiting_kjoeringer",
    "waterfall",
]


def rate_book(actor: Actor) -> RateBook:
    """Return the tenant's figures with its own laid over, confirmations counted."""
    return book_for(actor.tenant_id)
