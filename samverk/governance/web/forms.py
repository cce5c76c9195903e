"""Forms of the collaboration: report, decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui
from samverk.governance.api import Estimate, Submission
from samverk.governance.web import words


def submission_of(form: ui.Form, key: str) -> Submission:
    """Return where the fields of a valid form came from."""
    return Submission(key, form.provenance(), form.active_seconds)


class ReportForm(ui.Form):
    """What the project leader adds to the computed facts."""

    concepts = {
        "kommentar": "prosjekt.statuskommentar",
        "paaloept": "prosjekt.paaloept",
        "forpliktet": "prosjekt.forpliktet",
        "gjenstaar": "prosjekt.gjenstaar",
    }
    kommentar = forms.CharField(
        label=_("Hva bør direktørene vite?"),
        help_text=_("Høyst 400 tegn. Lys, tid og gevinst regnes ut og tas med av seg selv."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paaloept = ui.KronerField(label=_("Påløpt hittil"))
    forpliktet = ui.KronerField(label=_("Bestilt, ikke betalt"))
    gjenstaar = ui.KronerField(label=_("Anslag på det som gjenstår"))

    def to_estimate(self) -> Estimate:
        """Return the cost estimate in øre."""
        found = self.cleaned_data
        return Estimate(found["paaloept"], found["forpliktet"], found["gjenstaar"])


class DecisionForm(ui.Form):
    """What UDIR-BOTT decided, and why."""

    concepts = {"utfall": "vedtak.utfall", "begrunnelse": "vedtak.begrunnelse"}
    utfall = forms.ChoiceField(
        label=_("Hva ble bestemt?"), choices=list(words.OUTCOMES.items()), widget=forms.RadioSelect
    )
    begrunnelse = forms.CharField(
        label=_("Kort begrunnelse"),
        help_text=_("Vedtaket får nummer og kan ikke endres etterpå."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
