import json
from datetime import date
from functools import partial

from samverk.core.errors import Refusal, Text
from samverk.core.languages import LANGUAGES, Trilingual
from samverk.core.money import format_kr


class HoursTooMany(Refusal):
    pass


class PeriodClosed(Refusal):
    code = "periode_lukket"


def test_a_refusal_carries_message_field_and_code():
    refused = HoursTooMany("Du kan føre 20 timer til.", field="timer")
    assert str(refused) == refused.message == "Du kan føre 20 timer til."
    assert refused.field == "timer"
    assert refused.code == "hours_too_many"


def test_a_class_or_a_call_may_choose_the_code():
    assert PeriodClosed("Perioden er lukket.").code == "periode_lukket"
    assert PeriodClosed("Perioden er lukket.", code="annet").code == "annet"
    assert PeriodClosed("Perioden er lukket.").field is None


def test_a_sentence_is_stored_with_its_values_and_read_again():
    said = Text("%(merke)s %(punkt)s", {"merke": "✓", "punkt": Text("Ja %(navn)s", {"navn": "Bo"})})
    again = Text.restored(json.loads(json.dumps(said.stored())))
    assert again == said
    assert str(again) == "✓ Ja Bo"


def test_what_has_a_language_keeps_it_when_it_is_stored():
    said = Text(
        "%(sum)s, %(dag)s, %(sats)s, %(grunn)s, %(flere)s, %(antall)s",
        {
            "sum": partial(format_kr, 123_450), "dag": date(2026, 12, 2),
            "sats": Trilingual("Skatt", "Skattar", "Tax"), "grunn": HoursTooMany("For mye."),
            "flere": (Text("Nei."), date(2026, 1, 1)), "antall": 3,
        },
    )  # fmt: skip
    again = Text.restored(json.loads(json.dumps(said.stored())))
    for language in LANGUAGES:
        assert again.read(language=language) == said.read(language=language)
    assert again.values["dag"] == date(2026, 12, 2)
    english = again.read(language="en")
    assert english.startswith("NOK\u00a01,234.50, 2\u00a0December 2026, Tax, For mye.")
