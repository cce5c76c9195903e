"""The door of finance: post, reverse, close, pay, and read the books.

Amounts are øre (int), debit plus and credit minus. Codes of the coding string are whole numbers
(``parse_koststed``, ``parse_delprosjekt``); 0 means not used.
"""

from __future__ import annotations

from samverk.finance.events import (
    PAYMENTS_PAID,
    PAYMENTS_REJECTED,
    PAYMENTS_RELEASED,
    PERIOD_CLOSED,
    PERIOD_REOPENED,
    VOUCHER_REVERSED,
    VOUCHERS_POSTED,
)
from samverk.finance.queries.balances import (
    TrialRow,
    my_koststeder,
    sees_whole_ledger,
    trial_balance,
)
from samverk.finance.queries.chart import (
    AccountFacts,
    AccountRoleMissing,
    BudgetLeft,
    DelprosjektFacts,
    PeriodFacts,
    account_for_role,
    account_roles,
    accounts,
    budget_left,
    delprosjekt,
    delprosjekter,
    fiscal_years,
    is_open,
    periods,
)
from samverk.finance.queries.payments import (
    PaymentBatchFacts,
    payment_batch,
    payment_batch_for_source,
    payment_batches,
)
from samverk.finance.queries.proof import ProofRow, ledger_proof
from samverk.finance.queries.vouchers import (
    LineFacts,
    VoucherFacts,
    account_lines,
    find_vouchers,
    last_posted_at,
    voucher,
    vouchers_of_source,
)
from samverk.finance.registry import register_line, register_source
from samverk.finance.rules import series
from samverk.finance.rules.codes import (
    KonteringInvalid,
    delprosjekt_text,
    koststed_text,
    parse_delprosjekt,
    parse_koststed,
)
from samverk.finance.rules.payments import NewPayment, PaymentInvalid
from samverk.finance.rules.periods import (
    PeriodeInvalid,
    check_period,
    period_of,
    period_text,
)
from samverk.finance.rules.vouchers import (
    NewLine,
    NewVoucher,
    VoucherIncomplete,
    VoucherUnbalanced,
)
from samverk.finance.services.chart import AccountRefused, add_account, install_chart, map_role
from samverk.finance.services.payments import (
    Debtor,
    PaymentBatchRefused,
    confirm_paid,
    create_payment_batch,
    payment_file,
    reject_payment_batch,
    release_payment_batch,
    stop_payment_batch,
)
from samverk.finance.services.periods import (
    PeriodRefused,
    close_period,
    confirm_period_change,
    open_year,
    reopen_period,
    withdraw_period_change,
)
from samverk.finance.services.posting import (
    LINE_COLUMNS,
    VOUCHER_COLUMNS,
    Posted,
    begin_posting,
    post_from_temp,
    post_vouchers,
    reverse_voucher,
)
from samverk.finance.services.projects import (
    BudgetRefused,
    DelprosjektRefused,
    close_delprosjekt,
    register_delprosjekt,
    set_budget,
)
from samverk.finance.services.refusals import (
    PeriodClosed,
    ReversalRefused,
    TwoPersonsNeeded,
    VoucherDuplicate,
    VoucherImmutable,
)

__all__ = [
    "LINE_COLUMNS", "PAYMENTS_PAID", "PAYMENTS_REJECTED", "PAYMENTS_RELEASED", "PERIOD_CLOSED",
    "PERIOD_REOPENED", "VOUCHERS_POSTED", "VOUCHER_COLUMNS", "VOUCHER_REVERSED", "AccountFacts",
    "AccountRefused", "AccountRoleMissing", "BudgetLeft", "BudgetRefused", "Debtor",
    "DelprosjektFacts", "DelprosjektRefused", "KonteringInvalid", "LineFacts", "NewLine",
    "NewPayment", "NewVoucher", "PaymentBatchFacts", "PaymentBatchRefused", "PaymentInvalid",
    "PeriodClosed", "PeriodFacts", "PeriodRefused", "PeriodeInvalid", "Posted",
    "ProofRow", "ReversalRefused",
    "TrialRow", "TwoPersonsNeeded", "VoucherDuplicate", "VoucherFacts", "VoucherImmutable",
    "VoucherIncomplete", "VoucherUnbalanced", "account_for_role", "account_lines",
    "account_roles", "accounts", "add_account", "begin_posting", "budget_left", "check_period",
    "close_delprosjekt", "close_period", "confirm_paid", "confirm_period_change",
    "create_payment_batch", "delprosjekt", "delprosjekt_text", "delprosjekter", "find_vouchers",
    "fiscal_years", "install_chart", "is_open", "koststed_text", "last_posted_at", "ledger_proof",
    "map_role", "my_koststeder", "open_year", "parse_delprosjekt", "parse_koststed",
    "payment_batch", "payment_batch_for_source", "payment_batches", "payment_file", "period_of",
    "period_text", "periods", "post_from_temp", "post_vouchers", "register_delprosjekt",
    "register_line", "register_source", "reject_payment_batch", "release_payment_batch",
    "reopen_period", "reverse_voucher", "sees_whole_ledger", "series", "set_budget",
    "stop_payment_batch", "trial_balance", "voucher", "vouchers_of_source",
    "withdraw_period_change",
]  # fmt: skip
