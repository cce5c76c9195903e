"""Forms of the hire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.core import clock
from samverk.core.access.api import BrukerFacts
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes.web import variation

HIGHEST_RATE = 10_000_00  # no pay by the hour is near it: beyond it a digit too many was typed
OLDEST = timedelta(days=366)
DAY_HOURS = 24


class HireForm(ui.Form):
    """What an order and its correction have in common: figures that must fit each other."""

    def clean(self) -> dict[str, Any]:
        """Say at the field what cannot be, before the order is made."""
        values: dict[str, Any] = super().clean() or {}
        fra, last, hours = (values.get(name) for name in ("fra", "til", "timer"))
        if fra and fra < clock.today() - OLDEST:
            self.add_error("fra", _("Første dag er mer enn ett år tilbake. Kontroller året."))
        if fra and last and last < fra:
            self.add_error("til", _("Siste dag kan ikke være før første dag."))
        elif fra and last and hours and hours > DAY_HOURS * ((last - fra).days + 1):
            self.add_error("timer", _("Det er flere timer enn perioden har. Kontroller timene."))
        if (values.get("timesats") or 0) > HIGHEST_RATE:
            self.add_error("timesats", _("Timesatsen er over 10 000 kr. Kontroller tallet."))
        return values


def another_job() -> forms.MultipleChoiceField:
    """One tick per order or contract that the person has already; the page fills in which."""
    return forms.MultipleChoiceField(
        label=_("Er dette en annen jobb?"), required=False, widget=forms.CheckboxSelectMultiple
    )


class OrderForm(HireForm):
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
    delprosjekt = forms.ChoiceField(label=_("Prosjekt"), required=False, widget=ui.WrittenSelect)
    annen_jobb = another_job()


class CorrectForm(HireForm):
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


class ProposalForm(ui.Form):
    """What every proposal says: who answers for it, why, and for how long."""

    eier_id = forms.ChoiceField(label=_("Hvem eier avviket?"))
    begrunnelse = forms.CharField(
        label=_("Hvorfor trenger dere det?"), max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("De andre universitetene ser begrunnelsen."),
    )  # fmt: skip
    gyldig_fra = ui.DatoField(label=_("Gjelder fra og med"))
    utloeper_on = ui.DatoField(
        label=_("Utløper"), help_text=_("Høyst 24 måneder etter at det begynner å gjelde.")
    )

    def __init__(
        self, *args: Any, point: workflow.VariationPoint, people: Sequence[BrukerFacts],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.point = point
        field = self.fields["eier_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(p.id), p.navn) for p in people]

    def _variant(self, key: str, **content: Any) -> workflow.NewVariant:
        said = self.cleaned_data
        return workflow.NewVariant(
            definisjon=key, eier_id=UUID(said["eier_id"]), begrunnelse=said["begrunnelse"],
            gyldig_fra=said["gyldig_fra"], utloeper_on=said["utloeper_on"], **content,
        )  # fmt: skip


_TERMS = {
    "eier_id": "prosess.avvik.eier",
    "begrunnelse": "prosess.avvik.begrunnelse",
    "gyldig_fra": "prosess.avvik.fra",
    "utloeper_on": "prosess.avvik.utloep",
}


class ParameterForm(ProposalForm):
    """A value of the parameter's own type, within the common limits."""

    concepts = {"verdi": "prosess.avvik.verdi"} | _TERMS
    field_order = ("verdi", "begrunnelse", "eier_id", "gyldig_fra", "utloeper_on")

    verdi = forms.IntegerField(
        label=_("Verdi"), help_text=_("Et helt tall."),
        error_messages={"invalid": _("Skriv et helt tall.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, point: workflow.VariationPoint, **kwargs: Any) -> None:
        super().__init__(*args, point=point, **kwargs)
        units = {"D": _("Dager"), "T": _("Timer"), "": _("Verdi")}
        if point.unit == "D" and point.counts_working_days:
            units["D"] = _("Virkedager")
        field = self["verdi"]
        field.label = units[point.unit]
        field.help_text = gettext("Felles er %(felles)s. Dere kan velge %(grenser)s.") % {
            "felles": variation.common_text(point), "grenser": variation.limits_text(point),
        }  # fmt: skip

    def clean_verdi(self) -> int:
        """Within the limits, and something else than the common value."""
        number, point = int(self.cleaned_data["verdi"]), self.point
        low, high = point.number(point.low), point.number(point.high)
        if not low <= number <= high:
            raise forms.ValidationError(
                gettext("Skriv et tall fra %(lav)s til %(hoey)s.") % {"lav": low, "hoey": high}
            )
        if number == point.number(point.standard):
            raise forms.ValidationError(gettext("Det er det samme som de andre har."))
        return number

    def to_variant(self, key: str) -> workflow.NewVariant:
        """The proposal, as the engine takes it."""
        value = self.point.written(self.cleaned_data["verdi"])
        return self._variant(key, parameter=self.point.key, verdi=value)


class SlotForm(ProposalForm):
    """Published content for a slot."""

    concepts = {"fragment_id": "prosess.avvik.innhold"} | _TERMS
    field_order = ("fragment_id", "begrunnelse", "eier_id", "gyldig_fra", "utloeper_on")

    fragment_id = forms.ChoiceField(label=_("Innhold"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, fragments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fragment_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(fragments)

    def to_variant(self, key: str) -> workflow.NewVariant:
        """The proposal, as the engine takes it."""
        content = UUID(self.cleaned_data["fragment_id"])
        return self._variant(key, spor=self.point.key, fragment_id=content)


class ApproveForm(ui.Form):
    """The decision that an approval rests on."""

    concepts = {"vedtaksref": "prosess.avvik.vedtak"}

    vedtaksref = forms.CharField(
        label=_("Vedtaket det bygger på"), max_length=80,
        help_text=_("For eksempel «Prosessrådet 4/26»."),
    )  # fmt: skip


class RefuseForm(ui.Form):
    """Why a proposal is refused."""

    concepts = {"grunn": "prosess.avvik.avslag"}

    grunn = forms.CharField(
        label=_("Hvorfor ikke?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


def mapping_form(
    data: QueryDict | None, *, steps: Sequence[tuple[str, str, list[tuple[str, str]]]]
) -> ui.Form:
    """Return a form that asks which step of the new version answers to each that is gone."""
    fields = {
        f"steg_{key}": forms.ChoiceField(
            label=name, required=False,
            choices=[("", _("Ingen, sakene der blir på den gamle")), *found],
        )
        for key, name, found in steps
    }  # fmt: skip
    concepts = dict.fromkeys(fields, "prosess.flytting.steg")
    form = type("MappingForm", (ui.Form,), fields | {"concepts": concepts})(data)
    assert isinstance(form, ui.Form)
    return form


def node_map(form: ui.Form) -> dict[str, str]:
    """Old step → new step, for those that were answered in a `mapping_form`."""
    return {
        name.removeprefix("steg_"): value
        for name, value in form.cleaned_data.items()
        if name.startswith("steg_") and value
    }
