"""The door of seals: register what is sealed, seal it, verify it."""

from samverk.core.seals.queries import SealStatus, run_checks, seal_status, verify
from samverk.core.seals.registry import Finding, register_check, register_source
from samverk.core.seals.services import seal_all

__all__ = [
    "Finding",
    "SealStatus",
    "register_check",
    "register_source",
    "run_checks",
    "seal_all",
    "seal_status",
    "verify",
]
