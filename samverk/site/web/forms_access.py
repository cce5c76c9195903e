"""Forms of roles and deputies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverk.core.ui import api as ui


class DeputyForm(ui.Form):
    """Who stands in for me, when, and with which of my roles."""

    concepts = {
        "til": "stedfortreder.person", "fra": "stedfortreder.fra",
        "til_og_med": "stedfortreder.til_og_med", "omfang": "stedfortreder.roller",
        "begrunnelse": "stedfortreder.begrunnelse",
    }  # fmt: skip
    til = forms.UUIDField(widget=forms.HiddenInput())
    fra = ui.DatoField(label=_("Første dag"))
    til_og_med = ui.DatoField(label=_("Siste dag"), help_text=_("Gjelder til midnatt denne dagen."))
    omfang = forms.MultipleChoiceField(
        label=_("Rollene du låner bort"), widget=forms.CheckboxSelectMultiple()
    )
    begrunnelse = forms.CharField(
        label=_("Hvorfor"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class HeldForm(ui.Form):
    """What to list: name, role, unit and day."""

    concepts = {"q": "sok.tekst", "rolle": "sok.rolle", "enhet": "sok.enhet", "dato": "sok.dato"}
    q = forms.CharField(
        label=_("Navn"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    rolle = forms.CharField(label=_("Rolle"), required=False, widget=forms.Select())
    enhet = forms.CharField(label=_("Enhet"), required=False, widget=forms.Select())
    dato = ui.DatoField(label=_("Den dagen"), required=False)


class GiveForm(ui.Form):
    """A role proposed for somebody."""

    concepts = {
        "bruker": "tilgang.person", "rolle": "tilgang.rolle", "enhet": "tilgang.enhet",
        "omfang": "tilgang.omfang", "fra": "tilgang.fra", "til_og_med": "tilgang.til_og_med",
        "begrunnelse": "tilgang.begrunnelse",
    }  # fmt: skip
    segmented = ("omfang",)
    bruker = forms.UUIDField(widget=forms.HiddenInput())
    rolle = forms.ChoiceField(label=_("Rolle"))
    enhet = forms.ChoiceField(label=_("Enhet"))
    omfang = forms.ChoiceField(
        label=pgettext_lazy("tilgang", "Gjelder"), widget=forms.RadioSelect(),
        choices=[("subtre", _("Enheten og alt under")), ("enhet", _("Bare enheten"))],
    )  # fmt: skip
    fra = ui.DatoField(label=_("Første dag"))
    til_og_med = ui.DatoField(
        label=_("Siste dag"), required=False,
        help_text=_("Uten sluttdato må rollen bekreftes på nytt hvert halvår."),
    )  # fmt: skip
    begrunnelse = forms.CharField(
        label=_("Hvorfor trengs rollen?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoForm(ui.Form):
    """Why a proposed role is refused."""

    concepts = {"svar": "tilgang.avslag"}
    svar = forms.CharField(
        label=_("Hvorfor ikke?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndForm(ui.Form):
    """When and why a role ends."""

    concepts = {"siste_dag": "tilgang.siste_dag", "grunn": "tilgang.slutt_grunn"}
    siste_dag = ui.DatoField(
        label=_("Siste dag"), required=False, help_text=_("Tomt: rollen slutter med en gang.")
    )
    grunn = forms.CharField(
        label=_("Hvorfor trengs den ikke lenger?"), max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
