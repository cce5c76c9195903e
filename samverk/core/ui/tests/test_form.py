"""The form layer: refusals at their field, and where each value came from."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django import forms
from django.template.loader import render_to_string

from samverk.core.errors import Refusal
from samverk.core.provenance.api import FieldProvenance
from samverk.core.ui.api import DatoField, Form, KronerField, Source, TimerField


class OrderForm(Form):
    concepts = {
        "epost": "person.epost", "sats": "loenn.sats", "fra": "forhold.fra",
        "timer": "forhold.timer",
        "grunn": "forhold.grunn",
    }  # fmt: skip
    epost = forms.EmailField(label="E-post", help_text="Vi sender én lenke.")
    sats = KronerField(label="Sats")
    fra = DatoField(label="Fra")
    timer = TimerField(label="Timer", required=False)
    grunn = forms.ChoiceField(
        label="Grunn", choices=[("v", "Vikar"), ("k", "Kort")], widget=forms.RadioSelect()
    )


SUBJECT = UUID(int=7)
INITIAL = {"epost": "a@eksempel.no", "sats": 26350, "fra": date(2026, 11, 25), "timer": Decimal(12)}
SOURCES = {
    "epost": Source("hentet", "fra søknaden", reference="sak:1"),
    "sats": Source("beregnet"),
    "fra": Source("foreslått"),
    "timer": Source("mangler"),
}
FILLED = {
    "epost": "a@eksempel.no",
    "sats": "263,50",
    "fra": "2026-11-25",
    "timer": "7,5",
    "grunn": "v",
}


def form(**changes):
    return OrderForm(FILLED | changes, initial=INITIAL, sources=SOURCES)


def test_unchanged_values_keep_their_source_and_are_confirmed():
    made = form(aktive_sekunder="41")
    assert made.is_valid()
    assert made.cleaned_data["sats"] == 26350
    assert made.cleaned_data["timer"] == Decimal("7.5")
    assert made.active_seconds == 41
    assert made.provenance({"fra": SUBJECT}) == [
        FieldProvenance("epost", "person.epost", "hentet", confirmed=True, source_ref="sak:1"),
        FieldProvenance("sats", "loenn.sats", "beregnet", confirmed=True),
        FieldProvenance("fra", "forhold.fra", "beregnet", confirmed=True, subject_id=SUBJECT),
        FieldProvenance("timer", "forhold.timer", "tastet"),
        FieldProvenance("grunn", "forhold.grunn", "tastet"),
    ]


def test_a_changed_value_is_typed_and_remembers_what_it_overrode():
    made = form(epost="b@eksempel.no", sats="263,5 kr")
    assert made.is_valid()
    epost, sats, *_rest = made.provenance()
    assert epost == FieldProvenance("epost", "person.epost", "tastet", overridden="hentet")
    assert sats.code == "beregnet"


def test_an_empty_field_has_no_provenance():
    made = form(timer="")
    assert made.is_valid()
    assert "timer" not in [f.name for f in made.provenance()]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("sats", "mye", "Skriv beløpet som tall, for eksempel 18 640,50."),
        ("timer", "tolv", "Skriv timer som tall, for eksempel 12."),
        ("timer", "-1", "Skriv et tall som ikke er under null."),
        ("fra", "i morgen", "Skriv datoen slik: 12.11.2026."),
        ("epost", "", "Fyll ut dette feltet."),
        ("epost", "jonas", "Skriv e-postadressen slik: navn@eksempel.no."),
        ("grunn", "x", "Velg et av alternativene."),
    ],
)
def test_a_fault_says_what_to_do_at_its_field(field, typed, says):
    made = form(**{field: typed})
    assert not made.is_valid()
    assert made.errors == {field: [says]}


def test_a_fault_is_tied_to_its_control_for_screen_readers():
    made = form(epost="jonas")
    made.is_valid()
    attrs = made.fields["epost"].widget.attrs
    assert attrs["aria-invalid"] == "true"
    assert attrs["aria-describedby"] == "f_epost_feil f_epost_hjelp"


def test_hours_are_written_with_a_comma_and_what_was_typed_is_left_alone():
    shown = OrderForm(initial={"timer": Decimal("3.5")})["timer"]
    assert 'value="3,5"' in str(shown)
    assert 'value="tolv"' in str(form(timer="tolv")["timer"])
    assert "timer" not in form(timer="12,00").changed_data


def test_a_field_without_a_fault_is_not_told_of_as_wrong_before_it_is_sent():
    assert OrderForm().fields["fra"].widget.attrs["aria-invalid"] == "false"
    assert 'aria-invalid="false"' in str(OrderForm()["fra"])
    assert 'aria-invalid="true"' in str(form(fra="")["fra"])


def test_the_summary_leads_to_each_field_and_to_the_first_choice_of_a_group():
    made = form(epost="jonas", grunn="x")
    made.is_valid()
    text = render_to_string("ui/_errors.html", {"form": made})
    assert '<a href="#f_epost">E-post</a>: Skriv e-postadressen slik' in text
    assert '<a href="#f_grunn_0">Grunn</a>: Velg et av alternativene.' in text
    assert 'id="f_grunn_0"' in str(made["grunn"])
    assert "2 ting må rettes" in text


def test_a_refusal_lands_at_the_field_it_names_or_on_top():
    made = form()
    made.is_valid()
    made.refuse(Refusal("Datoen er passert.", field="fra"))
    made.refuse(Refusal("Lønnsfristen er ute."))
    assert made.errors == {"fra": ["Datoen er passert."], "__all__": ["Lønnsfristen er ute."]}
    assert [b.name for b in made.bad_fields] == ["fra"]
    assert made.error_count == 2


def test_a_field_without_a_concept_is_a_fault_in_the_program():
    class Forgetful(Form):
        navn = forms.CharField()

    with pytest.raises(TypeError, match="navn"):
        Forgetful()
