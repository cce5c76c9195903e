"""Forms of payroll: which accounts pay uses, and what an advance is granted with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui
from samverk.payroll.web.words import ROLLER


class UtbetalingskontoForm(ui.Form):
    """The bank account that pay is charged to, from a day."""

    concepts = {
        "kontonummer": "utbetalingskonto.kontonummer",
        "gjelder_fra": "utbetalingskonto.gjelder_fra",
        "begrunnelse": "utbetalingskonto.begrunnelse",
    }
    kontonummer = forms.CharField(label=_("Kontonummer"), max_length=20)
    gjelder_fra = ui.DatoField(label=_("Gjelder lønn fra"))
    begrunnelse = forms.CharField(
        label=_("Hvorfor"), max_length=200, help_text=_("For eksempel «Ny konto fra banken».")
    )


class FeilForm(ui.Form):
    """«Er noe feil?» about a slip, or one line of it."""

    concepts = {"linje": "melding.linje", "tekst": "melding.tekst"}
    linje = forms.TypedChoiceField(
        label=_("Linje"), required=False, coerce=int, empty_value=None, choices=()
    )
    tekst = forms.CharField(
        label=_("Hva er feil?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, linjer: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["linje"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Hele slippen")), *linjer]


class KontorolleForm(ui.Form):
    """The ledger account of one thing that pay is booked on, from a day."""

    concepts = {
        "rolle": "kontorolle.rolle",
        "konto": "kontorolle.konto",
        "fra": "kontorolle.gjelder_fra",
    }
    rolle = forms.ChoiceField(label=_("Hva som bokføres"), choices=list(ROLLER.items()))
    konto = forms.IntegerField(
        label=_("Konto i kontoplanen"), min_value=1000, max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("En konto har fire siffer."),
            "min_value": _("En konto har fire siffer."),
            "max_value": _("En konto har fire siffer."),
        },
    )  # fmt: skip
    fra = ui.DatoField(label=_("Gjelder fra"))


class InnvilgForm(ui.Form):
    """What an advance is granted with, and why where that is less than was asked for."""

    concepts = {"beloep": "forskudd.innvilget", "grunn": "forskudd.nedsatt_grunn"}
    needed_when = {"grunn": _("Må fylles ut når beløpet settes ned")}
    beloep = ui.KronerField(label=_("Beløp som innvilges, kr"))
    grunn = forms.CharField(
        label=_("Hvorfor blir det mindre?"), max_length=400, required=False,
        help_text=_("Lederen og den som får forskuddet, leser det."),
    )  # fmt: skip
