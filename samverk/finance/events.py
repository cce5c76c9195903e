"""What finance tells others: versioned names, ids and codes only."""

VOUCHERS_POSTED = "finance.vouchers.posted.v1"
VOUCHER_REVERSED = "finance.voucher.reversed.v1"
PERIOD_CLOSED = "finance.period.closed.v1"
PERIOD_REOPENED = "finance.period.reopened.v1"
PAYMENTS_RELEASED = "finance.payments.released.v1"
PAYMENTS_PAID = "finance.payments.paid.v1"
PAYMENTS_REJECTED = "finance.payments.rejected.v1"
