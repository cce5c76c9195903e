"""Turns the database's refusals into sentences; runs deferred checks before the act is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import Error, connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverk.core.errors import Refusal

DEFERRED = (
    "hr_besettelseversjon_arbeidsforhold_id_i_perioden",
    "hr_besettelseversjon_stilling_id_i_perioden",
    "hr_kontering_besettelse_id_i_perioden",
    "hr_loennsavtale_besettelse_id_i_perioden",
    "hr_stillingversjon_kjent_en_gang",
    "hr_arbeidsforholdversjon_kjent_en_gang",
    "hr_besettelseversjon_kjent_en_gang",
    "hr_kontering_kjent_en_gang",
    "hr_loennsavtale_kjent_en_gang",
    "hr_kontering_sum",
    "hr_besettelse_kontert",
)


class PeriodOverlaps(Refusal):
    """Two versions of the same thing would hold on the same day."""


class PeriodOutside(Refusal):
    """A holding, coding or pay agreement would lie outside what it belongs to."""


class HovedTwice(Refusal):
    """A person would hold two main positions on the same day."""


class KonteringIncomplete(Refusal):
    """The coding does not sum to 100 percent every day."""


class RowFrozen(Refusal):
    """What is signed, decided or closed is not changed; a correction is a new row."""


class StatusRefused(Refusal):
    """The step does not follow from where the matter stands."""


class ValueRefused(Refusal):
    """A value breaks the form of its field."""


@dataclass(frozen=True, slots=True)
class _Answer:
    mark: str
    kind: type[Refusal]
    text: str | Promise
    field: str | None = None


ANSWERS = (
    _Answer("hr_en_hoved", HovedTwice,
            _("Personen har allerede en hovedstilling i perioden. Velg tilleggsstilling, eller"
            " avslutt den andre først."), "type"),
    _Answer("_i_perioden", PeriodOutside,
            _("Perioden går utenfor ansettelsesforholdet eller stillingen. Kort den ned, eller"
            " forleng det den hører til."), "gjelder_fra"),
    _Answer("_overlapper", PeriodOverlaps,
            _("Det finnes allerede noe annet i denne perioden."), "gjelder_fra"),
    _Answer("_kjent_en_gang", PeriodOverlaps,
            _("Det finnes allerede noe annet i denne perioden."), "gjelder_fra"),
    _Answer("SV012", KonteringIncomplete,
            _("Konteringen må bli nøyaktig 100 prosent hver dag i perioden."), "andel"),
    _Answer("SV001", RowFrozen,
            _("Dette er signert, besluttet eller lukket. Registrer en ny endring i stedet.")),
    _Answer("SV011", StatusRefused,
            _("Saken er kommet til et annet steg. Last siden på nytt og se hvor den står.")),
    _Answer("hr_stillingskode_form", ValueRefused,
            _("En stillingskode har fire siffer, for eksempel 1018."), "stillingskode"),
    _Answer("hr_kontering_koststed", ValueRefused,
            _("Et koststed har åtte siffer."), "koststed"),
    _Answer("hr_kontering_delprosjekt", ValueRefused,
            _("Et delprosjekt har ni siffer."), "delprosjekt"),
    _Answer("hr_kontering_andel", ValueRefused,
            _("En andel er over 0 og høyst 100 prosent."), "andel"),
    _Answer("hr_besettelse_prosent", ValueRefused,
            _("Stillingsprosenten er fra 0 til 100."), "prosent"),
)  # fmt: skip


@contextmanager
def guarded(answers: tuple[_Answer, ...] = ANSWERS) -> Iterator[None]:
    """Run the writes of an act; a refusal by the database becomes a sentence.

    Everything inside is undone when it refuses. Deferred keys are checked at the end, so that the
    answer comes here and not at the end of the request.

    Raises:
        Refusal: the subclass that fits the broken rule.
    """
    try:
        with transaction.atomic():
            yield
            check_now()
    except Error as error:
        answer = _answer(error, answers)
        if answer is None:
            raise
        raise answer.kind(str(answer.text), field=answer.field) from error


def check_now() -> None:
    """Check the deferred keys of HR now, and defer them again."""
    names = ", ".join(DEFERRED)
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")


def _answer(error: Error, answers: tuple[_Answer, ...]) -> _Answer | None:
    cause = error.__cause__
    state = getattr(cause, "sqlstate", "") or ""
    name = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
    for answer in answers:
        if answer.mark == state or (name and answer.mark in name):
            return answer
    return None


Answer = _Answer
