"""The payroll app: pay runs, tax, a-melding, pay slips."""

from __future__ import annotations

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Lønn: from hours and contracts to money in the account, with every figure explained."""

    name = "samverk.payroll"
    label = "payroll"
    verbose_name = "Lønn"
