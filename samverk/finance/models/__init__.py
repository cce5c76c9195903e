"""Tables of finance, one aggregate per file."""

from samverk.finance.models.chart import Account, AccountRole
from samverk.finance.models.ledger import (
    BalAccount,
    BalDimset,
    BalKoststed,
    Dimset,
    Period,
    PeriodChange,
    Reversal,
    Series,
    Voucher,
    VoucherLine,
)
from samverk.finance.models.payments import Payment, PaymentBatch, PaymentStep
from samverk.finance.models.projects import Budget, Delprosjekt

__all__ = [
    "Account",
    "AccountRole",
    "BalAccount",
    "BalDimset",
    "BalKoststed",
    "Budget",
    "Delprosjekt",
    "Dimset",
    "Payment",
    "PaymentBatch",
    "PaymentStep",
    "Period",
    "PeriodChange",
    "Reversal",
    "Series",
    "Voucher",
    "VoucherLine",
]
