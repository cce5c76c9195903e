"""Reads that propose a hire: what the unit did last, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samverk.core.access.api import Actor
from samverk.core.organisation import api as organisation
from samverk.core.rates.api import national_book
from samverk.core.ui.api import words
from samverk.hr.codes import stillingsforslag
from samverk.hr.models import Ansettelse
from samverk.hr.rules.forslag import Stillingsforslag, hourly_rate, match_words

SUGGESTED = "hr.timeloenn.forslag_aarsloenn"


@dataclass(frozen=True, slots=True)
class Foreslaatt:
    """A proposed value and where it comes from: hentet, arvet or beregnet, in words after it."""

    verdi: Any
    kilde: str
    fra: str
    is_bekreftet: bool = True


@dataclass(frozen=True, slots=True)
class AnsettelseForslag:
    """The proposal, field by field (names as in `NyAnsettelse`); missing = nothing to go on."""

    felter: dict[str, Foreslaatt]

    def verdi(self, name: str) -> Any:
        """The proposed value of a field, or None."""
        found = self.felter.get(name)
        return found.verdi if found else None


def propose_ansettelse(actor: Actor, enhet_id: UUID, what: str, *, on: date) -> AnsettelseForslag:
    """Propose position, rate and coding for a need in plain words; writes nothing.

    Args:
        actor: the orderer; enhet_id: the unit; what: «seminarleder i STV-2510»; on: the day.

    Returns:
        Each field with its source: what the unit used last (arvet), what the words point at
        (beregnet), what the register says (hentet). Codes no source confirms are marked.
    """
    unit = organisation.enhet(actor.tenant_id, enhet_id, on=on)
    found: dict[str, Foreslaatt] = {}
    rule = match_words(what, stillingsforslag())
    last = _last_like(actor, enhet_id, rule)
    if rule is not None:
        why = _("det du skrev")
        found["stillingskode"] = Foreslaatt(rule.stillingskode, "beregnet", why, is_bekreftet=False)
        found["tittel"] = Foreslaatt(rule.tittel, "beregnet", why)
        found["yrkeskode"] = Foreslaatt(rule.yrkeskode, "beregnet", why, is_bekreftet=False)
        found["tilleggsfaktor"] = Foreslaatt(
            rule.tilleggsfaktor, "beregnet", why, is_bekreftet=False
        )
    if unit is not None and unit.koststed:
        found["koststed"] = Foreslaatt(unit.koststed, "arvet", unit.name(words.language()))
    if last is not None:
        why = _("forrige ansettelse, %(dag)s") % {"dag": words.day_long(last.gyldig.lower)}
        found["timesats_oere"] = Foreslaatt(last.timesats_oere, "arvet", why)
        found["trinn"] = Foreslaatt(last.trinn, "arvet", why)
        if last.delprosjekt:
            found["delprosjekt"] = Foreslaatt(last.delprosjekt, "arvet", why)
    else:
        found["timesats_oere"] = _computed_rate(on)
    return AnsettelseForslag(found)


def _last_like(actor: Actor, enhet_id: UUID, rule: Stillingsforslag | None) -> Ansettelse | None:
    """The unit's newest hourly hire with the same code and title."""
    if rule is None:
        return None
    return (
        Ansettelse.objects.filter(
            tenant_id=actor.tenant_id, enhet_id=enhet_id, stillingskode=rule.stillingskode,
            tittel=rule.tittel, kontrakttype="T1", status__in=["signert", "registrert"],
        )
        .order_by("-bestilt_at")
        .first()
    )  # fmt: skip


def _computed_rate(on: date) -> Foreslaatt:
    book = national_book()
    annual = book.rate(SUGGESTED, on)
    rate = hourly_rate(
        annual.oere,
        book.rate("timeloenn.ou_fond", on).oere,
        int(book.rate("timeloenn.divisor", on).value),
        book.rate("timeloenn.avrunding_trinn", on).oere,
        rounds_up=book.choice("timeloenn.avrunding", on) == "opp",
    )
    return Foreslaatt(
        rate, "beregnet", _("et forslag til årslønn"), is_bekreftet=annual.is_confirmed
    )
