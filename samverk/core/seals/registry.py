"""What is sealed, and which other proofs `samverk verify` runs; filled in apps.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from samverk.core.access.api import Actor

Problem = Literal["endret", "mangler", "blokk", "kjede", "kontroll"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed, or a proof that does not hold.

    Attributes:
        tenant: slug; source: sealed source or name of the check.
        problem: ``endret`` or ``mangler`` (a row), ``blokk`` or ``kjede`` (the seals themselves),
            ``kontroll`` (a module's own proof).
        row: key of the row or number of the block; message: a Norwegian sentence.
    """

    tenant: str
    source: str
    problem: Problem
    row: str
    message: str


Check = Callable[[Actor], list[Finding]]
_sources: dict[str, str] = {}
_checks: dict[str, Check] = {}


def register_source(name: str, sql: str) -> None:
    """Have a source sealed: every row of it is expected to stay as it is for ever.

    Args:
        name: stable name (``audit_spor``, ``finance.bilag``); at most 60 characters.
        sql: a SELECT of ``rad`` (text, unique and stable key within the tenant) and ``tekst``
            (canonical text of everything that must not change) for ``samverk.tenant()``. The text
            must not depend on session settings, and the SELECT has no parameters. One row per
            whole: a voucher with its lines, not each line.
    """
    _sources[name] = sql.strip().rstrip(";").replace("%", "%%")  # it is run with parameters


def register_check(name: str, check: Check) -> None:
    """Have a module's own integrity proof run by ``samverk verify``.

    Args:
        name: stable name (``finance.balanse``).
        check: called as ``check(service_actor)`` inside the tenant's context; returns findings,
            an empty list when the proof holds. Use problem ``kontroll``.
    """
    _checks[name] = check


def sources() -> dict[str, str]:
    """Return the registered sources by name."""
    return dict(_sources)


def checks() -> dict[str, Check]:
    """Return the registered checks by name."""
    return dict(_checks)
