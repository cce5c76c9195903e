"""Act: a person says that a slip is wrong; payroll gets a case to answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samverk.cases import api as cases
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.periods import month_text
from samverk.payroll.queries import slipp
from samverk.payroll.rates.tables import wage_types


class SlippMissing(Refusal):
    """No such slip, or not the actor's."""


def report_slip_fault(
    *, actor: Actor, slipp_id: UUID, linje: int | None, tekst: str, now: datetime
) -> cases.SakFacts:
    """Report that a slip, or one line of it, is wrong.

    Args:
        actor: the person the slip is about; slipp_id: the slip; linje: number of the line.
        tekst: what is wrong, in the person's own words; now: time of the act.

    Returns:
        The case that payroll answers.

    Raises:
        SlippMissing: the slip is not the actor's.
        SakRefused: no text, too long, or nobody to answer.
        CharacterRefused: the text cannot be archived as it is.
    """
    found = slipp(actor, slipp_id)
    if found is None or found.party_id != actor.party_id or found.enhet_id is None:
        raise SlippMissing("Lønnsslippen finnes ikke.")
    about = _("Lønnsslipp for %(maaned)s") % {"maaned": month_text(found.utbetalingsdato)}
    wrong = next((one for one in found.linjer if one.nr == linje), None)
    if wrong is not None:
        name = wage_types(found.utbetalingsdato)[wrong.loennsart].name()
        about = _("%(hva)s, linja %(navn)s") % {"hva": about, "navn": name}
    return cases.report_error(
        actor=actor,
        melding=cases.NyMelding(
            tekst=tekst, gjelder=about, gjelder_type="payroll.loennsslipp", gjelder_id=found.id,
            enhet_id=found.enhet_id, rolle="loennskonsulent",
        ),
        now=now,
    )  # fmt: skip
