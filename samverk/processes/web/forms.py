"""Forms of the hire."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import BrukerFacts
from samverk.core.ui import api as ui


def another_job() -> forms.MultipleChoiceField:
    """One tick per order or contract that the person has already; the page fills in which."""
    return forms.MultipleChoiceField(
        label=_("Er dette en annen jobb?"), required=False, widget=forms.CheckboxSelectMultiple
    )


class OrderForm(ui.Form):
    """What is needed, in plain words; the rest is proposed and can be changed where it stands."""

    concepts = {
        "person": "person.identitet",
        "fornavn": "person.fornavn",
        "etternavn": "person.etternavn",
        "epost": "person.epost",
        "enhet": "ansettelse.enhet",
        "emne": "ansettelse.arbeid",
        "fra": "ansettelse.fra",
        "til": "ansettelse.til",
        "timer": "ansettelse.timer",
        "hjemmel": "ansettelse.hjemmel",
        "begrunnelse": "ansettelse.begrunnelse",
        "stillingskode": "stilling.kode",
        "tittel": "stilling.tittel",
        "timesats": "loenn.timesats",
        "delprosjekt": "kontering.delprosjekt",
        "annen_jobb": "ansettelse.annen_jobb",
    }
    segmented = ("hjemmel",)

    person = forms.UUIDField(required=False, widget=forms.HiddenInput())
    fornavn = forms.CharField(label=_("Fornavn"), required=False, max_length=100)
    etternavn = forms.CharField(label=_("Etternavn"), required=False, max_length=100)
    epost = forms.EmailField(
        label=_("Send kontrakten til"), required=False, max_length=200,
        help_text=_("Personen oppgir selv konto og skattekommune når kontrakten signeres."),
    )  # fmt: skip
    enhet = forms.ChoiceField(label=_("Sted"))
    emne = forms.CharField(
        label=_("Hva skal personen gjøre?"), max_length=200,
        help_text=_("Skriv med egne ord, for eksempel «Seminarleder i STV-2510»."),
    )  # fmt: skip
    fra = ui.DatoField(label=_("Fra og med"))
    til = ui.DatoField(label=_("Til og med"))
    timer = ui.TimerField(
        label=_("Timer i alt"), help_text=_("Med for- og etterarbeid og retting.")
    )
    hjemmel = forms.ChoiceField(
        label=_("Hvorfor midlertidig?"), widget=forms.RadioSelect,
        choices=[
            ("statsansatteloven § 9 første ledd bokstav a", _("Arbeidet varer kort")),
            ("statsansatteloven § 9 første ledd bokstav b", _("Vikar for en annen")),
        ],
    )  # fmt: skip
    begrunnelse = forms.CharField(
        label=_("Noe den som godkjenner bør vite?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    stillingskode = forms.ChoiceField(label=_("Stilling"))
    tittel = forms.CharField(label=_("Tittel"), max_length=120)
    timesats = ui.KronerField(label=_("Timesats, kr"))
    delprosjekt = forms.ChoiceField(label=_("Prosjekt"), required=False)
    annen_jobb = another_job()


class CorrectForm(ui.Form):
    """What can be corrected in an order that came back; the person stays the same."""

    concepts = {
        "emne": "ansettelse.arbeid",
        "fra": "ansettelse.fra",
        "til": "ansettelse.til",
        "timer": "ansettelse.timer",
        "timesats": "loenn.timesats",
        "begrunnelse": "ansettelse.begrunnelse",
        "annen_jobb": "ansettelse.annen_jobb",
    }

    emne = forms.CharField(label=_("Hva skal personen gjøre?"), max_length=200)
    fra = ui.DatoField(label=_("Fra og med"))
    til = ui.DatoField(label=_("Til og med"))
    timer = ui.TimerField(label=_("Timer i alt"))
    timesats = ui.KronerField(label=_("Timesats, kr"))
    begrunnelse = forms.CharField(
        label=_("Noe den som godkjenner bør vite?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    annen_jobb = another_job()


class ReturnForm(ui.Form):
    """Why the order goes back."""

    concepts = {"grunn": "ansettelse.retur_grunn"}

    grunn = forms.CharField(
        label=_("Hva må rettes?"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class GiveForm(ui.Form):
    """Which colleague does the task instead, and what they should know."""

    concepts = {"kollega": "oppgave.overlatt_til", "melding": "oppgave.melding"}

    kollega = forms.ChoiceField(label=_("Hvem"))
    melding = forms.CharField(
        label=_("Melding"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, people: Sequence[BrukerFacts] = ()
    ) -> None:
        super().__init__(data)
        choices = [(str(p.id), p.navn) for p in people]
        field = self.fields["kollega"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Velg")), *choices]


class RemarkForm(ui.Form):
    """What HR found."""

    concepts = {"merknad": "ansettelse.kontroll_merknad"}

    merknad = forms.CharField(
        label=_("Merknad til saken"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SettleForm(ui.Form):
    """What becomes of a contract that was not signed."""

    concepts = {"avklart": "ansettelse.avklaring"}

    avklart = forms.ChoiceField(
        label=_("Hva er avklart?"), widget=forms.RadioSelect,
        choices=[
            ("ny_kontrakt", _("Personen vil ha jobben. Lag ny kontrakt.")),
            ("trukket", _("Personen vil ikke ha jobben. Avslutt saken.")),
        ],
    )  # fmt: skip
