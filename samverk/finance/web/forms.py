"""Forms of finance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui


class ReverseForm(ui.Form):
    """Take a voucher back: why, and on which day the mirror is posted."""

    concepts = {"begrunnelse": "bilag.tilbakefoering.begrunnelse", "dato": "bilag.dato"}
    begrunnelse = forms.CharField(
        label=_("Hvorfor"), max_length=200, help_text=_("Vises på begge bilagene.")
    )
    dato = ui.DatoField(label=_("Bokføres på dato"))


class PeriodForm(ui.Form):
    """Ask for a period to be closed or opened."""

    concepts = {"periode": "periode.kode", "til": "periode.status", "begrunnelse": "periode.grunn"}
    periode = forms.TypedChoiceField(label=_("Periode"), coerce=int)
    til = forms.ChoiceField(
        label=_("Hva skal skje"), choices=[("C", _("Lukke")), ("O", _("Åpne igjen"))]
    )
    begrunnelse = forms.CharField(
        label=_("Begrunnelse"), max_length=400, help_text=_("For eksempel «Avstemt mot banken».")
    )


class StopForm(ui.Form):
    """Stop or close a payment batch with a reason or the bank's reference."""

    concepts = {"merknad": "betaling.merknad"}
    merknad = forms.CharField(label=_("Begrunnelse, eller bankens referanse"), max_length=200)
