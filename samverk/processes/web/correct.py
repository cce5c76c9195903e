"""An order that came back: its form with what is known, and the order that the form then says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from samverk.core.access.api import Actor
from samverk.core.periods import ONE_DAY, Period
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.processes.web.forms import CorrectForm
from samverk.processes.web.reading import MINUTES, as_date
from samverk.processes.web.same_work import FIELD, SameWork, answered, ask, same_work


def correct_form(actor: Actor, hire: hr.AnsettelseFacts, data: QueryDict | None) -> CorrectForm:
    """Return the form; what the orderer said is another job stays ticked."""
    known = {
        "emne": hire.emne, "fra": hire.gyldig.fra, "til": hire.gyldig.til_og_med,
        "timer": Decimal(hire.minutter) / MINUTES, "timesats": hire.timesats_oere,
        "begrunnelse": hire.begrunnelse,
    }  # fmt: skip
    sources = {name: ui.Source("arvet", _("fra bestillingen")) for name in known}
    known |= {FIELD: [str(one) for one in hire.annen_jobb_enn]}
    given = data.copy() if data else None
    form = CorrectForm(given, initial=known, sources=sources)
    same = same_as(actor, hire, form)
    ask(form, same)
    if given is not None:
        given.setlist(FIELD, answered(given, same))
    return form


def same_as(actor: Actor, hire: hr.AnsettelseFacts, form: ui.Form) -> list[SameWork]:
    """Return what the person has besides the order, on the days that the form says."""
    return same_work(
        actor, party_id=hire.party_id, epost=hire.epost, post=(hire.stillingskode, hire.tittel),
        days=(as_date(form["fra"].value()), as_date(form["til"].value())), besides=hire.id,
    )  # fmt: skip


def corrected(hire: hr.AnsettelseFacts, values: Mapping[str, Any]) -> hr.NyAnsettelse:
    """Return the order as it was, with what the form corrects."""
    return hr.NyAnsettelse(
        enhet_id=hire.enhet_id, emne=values["emne"], stillingskode=hire.stillingskode,
        tittel=hire.tittel, gyldig=Period(values["fra"], values["til"] + ONE_DAY),
        minutter=int(values["timer"] * MINUTES), timesats_oere=values["timesats"],
        koststed=hire.koststed, party_id=hire.party_id, yrkeskode=hire.yrkeskode,
        begrunnelse=values["begrunnelse"], lovhjemmel=hire.lovhjemmel,
        delprosjekt=hire.delprosjekt, trinn=hire.trinn, kostnad=hire.kostnad, kilder=hire.kilder,
        annen_jobb_enn=tuple(UUID(one) for one in values[FIELD]),
    )  # fmt: skip
