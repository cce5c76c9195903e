import json
from datetime import date

import pytest

from samverk.core.errors import Refusal, Text


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
    with pytest.raises(TypeError, match="dag of «%"):
        Text("%(dag)s", {"dag": date(2026, 1, 1)}).stored()
