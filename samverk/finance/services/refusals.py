"""The database's named errors as sentences for people."""

from __future__ import annotations

from functools import partial

from django.db import Error

from samverk.core.access.api import AccessDenied
from samverk.core.errors import Refusal, Text
from samverk.core.money import format_kr
from samverk.finance.rules.codes import KonteringInvalid, delprosjekt_text, koststed_text
from samverk.finance.rules.periods import period_first, period_text
from samverk.finance.rules.vouchers import VoucherIncomplete, VoucherUnbalanced


class PeriodClosed(Refusal):
    """The period takes no postings."""


class VoucherDuplicate(Refusal):
    """The same source was posted before."""


class VoucherImmutable(Refusal):
    """A posted voucher is never changed or deleted."""


class ReversalRefused(Refusal):
    """The voucher cannot be taken back like this."""


class TwoPersonsNeeded(Refusal):
    """Another person has to do this step."""


def sqlstate(error: Error) -> str:
    """Return the database's code for an error."""
    return str(getattr(error.__cause__, "sqlstate", "") or "")


def detail(error: Error) -> str:
    """Return the detail that the rule gave."""
    diag = getattr(error.__cause__, "diag", None)
    return str(getattr(diag, "message_detail", "") or "")


def posting_refusal(error: Error) -> Refusal | None:
    """Translate an error of the posting engine; None when it is a bug."""
    code, facts = sqlstate(error), detail(error)
    if code == "23505":
        return _duplicate(error)
    if code in {"SV204", "SV205", "SV206"}:
        return _coding(code, facts)
    found: dict[str, Refusal] = {
        "SV001": VoucherImmutable(
            "Et bokført bilag kan ikke endres, bare rettes med et nytt bilag."
        ),
        "SV201": VoucherUnbalanced(
            "Bilaget går ikke i null. Avviket er %(beloep)s.", values={"beloep": _kr(facts)}
        ),
        "SV202": VoucherIncomplete(
            "Bilaget er ikke helt: linjer mangler, eller de er ikke 1, 2, 3 …"
        ),
        "SV203": _closed(facts),
        "SV207": ReversalRefused("Tilbakeføringen må være nøyaktig motsatt av bilaget."),
        "SV403": AccessDenied("Du kan ikke bokføre. Be om tilgang under Mine tilganger."),
    }
    return found.get(code)


def _kr(text: str) -> object:
    return partial(format_kr, abs(int(text))) if text.lstrip("-").isdigit() else text


def _closed(text: str) -> Refusal:
    if not text.isdigit():
        return PeriodClosed("Perioden er ikke åpen.", field="periode")
    return PeriodClosed(
        "%(periode)s er ikke åpen. Bokfør i en åpen periode.",
        values={"periode": partial(period_first, int(text))}, field="periode",
    )  # fmt: skip


def _duplicate(error: Error) -> Refusal | None:
    diag = getattr(error.__cause__, "diag", None)
    name = str(getattr(diag, "constraint_name", "") or "")
    if "source" in name:
        return VoucherDuplicate("Dette er bokført før. Samme grunnlag bokføres bare én gang.")
    if name == "reversal_en":
        return ReversalRefused("Bilaget er alt tilbakeført.")
    return None


def _coding(code: str, facts: str) -> Refusal:
    why, konto, koststed, delprosjekt, periode = (facts.split(";") + [""] * 5)[:5]
    if code == "SV204":
        return KonteringInvalid(
            "Konto %(konto)s finnes ikke, er sperret, eller gjelder ikke i perioden.",
            values={"konto": konto},
            field="konto",
        )
    if code == "SV206":
        return KonteringInvalid(
            "Konto %(konto)s krever %(hva)s.", values={"konto": konto, "hva": why}, field=why
        )
    center = koststed_text(int(koststed or 0))
    project = delprosjekt_text(int(delprosjekt or 0))
    when = partial(period_text, int(periode or 101))
    words = {"koststed": center, "delprosjekt": project, "periode": when}
    messages = {
        "koststed": Text("Koststed %(koststed)s finnes ikke i %(periode)s."),
        "delprosjekt": Text("Delprosjekt %(delprosjekt)s finnes ikke."),
        "lukket": Text("Delprosjekt %(delprosjekt)s er lukket for bokføring."),
        "utenfor": Text("Delprosjekt %(delprosjekt)s gjelder ikke i %(periode)s."),
    }
    field = "koststed" if why == "koststed" else "delprosjekt"
    return KonteringInvalid(
        messages.get(why, Text("Konteringen finnes ikke hos dere.")), values=words, field=field
    )
