"""The door of processes."""

from samverk.processes.hire_to_pay.order import (
    HireTaskMissing,
    approve_hire,
    check_done,
    correct_hire,
    order_hire,
    return_hire,
    settle_hire,
)
from samverk.processes.install import install_processes

__all__ = [
    "HireTaskMissing",
    "approve_hire",
    "check_done",
    "correct_hire",
    "install_processes",
    "order_hire",
    "return_hire",
    "settle_hire",
]
