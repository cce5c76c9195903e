"""An advance by plain SQL as the runtime: what the pages do not offer, the database refuses too."""

import pytest
from django.db import connection

from samverk.core.access import api as access
from samverk.hr import api as hr
from samverk.payroll import api as payroll
from samverk.payroll.services.refusals import database_says_why
from samverk.payroll.tests.advance import (
    ASKED,
    approve,
    ask,
    calculate,
    deliver,
    hired,
    pay,
    stored,
)


@pytest.fixture
def own(act_as, books, request):
    """An advance to one of those who would answer it, as far on as the test says."""
    receiver, state = request.param
    staff = hired(act_as, receiver)
    ask(act_as, staff, who="ingrid")
    (run,) = deliver()
    if state != "aapen":
        calculate(act_as, staff, run.id)
    if state in {"godkjent", "frigitt"}:
        approve(act_as, run.id)
    if state == "frigitt":
        pay(act_as, run.id, users=("okonomi",))
    return receiver, run


ACTS = {
    "beregn": lambda actor, run: payroll.calculate_loennskjoering(
        actor=actor, kjoering_id=run, now=ASKED
    ),
    "innvilg": lambda actor, run: payroll.grant_forskudd(
        actor=actor, kjoering_id=run, beloep_oere=100_000, grunn="Mitt eget", now=ASKED
    ),
    "avslaa": lambda actor, run: payroll.cancel_forskudd(
        actor=actor, kjoering_id=run, grunn="Mitt eget", now=ASKED
    ),
    "godkjenn": lambda actor, run: payroll.approve_loennskjoering(
        actor=actor, kjoering_id=run, now=ASKED
    ),
    "betal": lambda actor, run: payroll.pay_loennskjoering(
        actor=actor, kjoering_id=run, now=ASKED
    ),
}  # fmt: skip
RAW = {
    "beregn": "UPDATE payroll_loennskjoering SET tilstand = 'beregnet', beregnet_at = now(),"
    " beregnet_av = samverk.subject() WHERE id = %s",
    "innvilg": "UPDATE payroll_medlem SET oppdrag_oere = 100000 WHERE kjoering_id = %s",
    "avslaa": "UPDATE payroll_loennskjoering SET tilstand = 'avlyst', avlyst_at = now(),"
    " avlyst_av = samverk.subject(), avlyst_grunn = 'Mitt eget' WHERE id = %s",
    "kontroller": "UPDATE payroll_loennskjoering SET tilstand = 'kontrollert',"
    " kontrollert_at = now(), kontrollert_av = samverk.subject() WHERE id = %s",
    "godkjenn": "UPDATE payroll_loennskjoering SET tilstand = 'godkjent', godkjent_at = now(),"
    " godkjent_av = samverk.subject() WHERE id = %s",
    "betal": "UPDATE payroll_loennskjoering SET betalt_av = samverk.subject() WHERE id = %s",
}
OWN_REFUSED = "Forskuddet er ditt eget"


@pytest.mark.parametrize(
    ("own", "handling"),
    [
        (("lonn", "aapen"), "beregn"), (("lonn", "aapen"), "innvilg"),
        (("lonn", "aapen"), "avslaa"), (("lonnsleder", "kontrollert"), "godkjenn"),
        (("okonomi", "godkjent"), "betal"), (("direktor", "frigitt"), "betal"),
    ],
    indirect=["own"],
)  # fmt: skip
def test_nobody_answers_their_own_advance(act_as, own, handling):
    receiver, run = own
    before = stored(act_as)
    with (
        act_as("uit", receiver, ASKED) as actor,
        pytest.raises(payroll.LoennskjoeringRefused, match=OWN_REFUSED),
    ):
        ACTS[handling](actor, run.id)
    assert stored(act_as) == before


@pytest.mark.parametrize(
    ("own", "handling"),
    [
        (("lonn", "aapen"), "beregn"), (("lonn", "aapen"), "innvilg"),
        (("lonn", "aapen"), "avslaa"), (("lonn", "aapen"), "kontroller"),
        (("lonnsleder", "kontrollert"), "godkjenn"), (("okonomi", "godkjent"), "betal"),
    ],
    indirect=["own"],
)  # fmt: skip
def test_nobody_answers_their_own_advance_by_sql(act_as, own, handling):
    receiver, run = own
    before = stored(act_as)
    with act_as("uit", receiver, ASKED), connection.cursor() as cursor:
        with (
            pytest.raises(payroll.LoennskjoeringRefused, match=OWN_REFUSED) as refused,
            database_says_why(),
        ):
            cursor.execute(RAW[handling], [run.id])
        assert refused.value.__cause__.__cause__.sqlstate == "SV304"
    assert stored(act_as) == before


def test_nobody_asks_for_an_advance_to_themselves(act_as):
    staff = hired(act_as, "lonnsleder")
    before = stored(act_as)
    with pytest.raises(hr.ForskuddRefused, match="deg selv"):
        ask(act_as, staff, who="lonnsleder")
    assert stored(act_as) == before


def on_the_way(act_as, asked, state):
    staff, _forskudd, run = asked
    if state != "aapen":
        calculate(act_as, staff, run.id)
    if state in {"godkjent", "frigitt"}:
        approve(act_as, run.id)
    if state == "frigitt":
        pay(act_as, run.id, users=("okonomi",))
    if state == "avlyst":
        with act_as("uit", "lonn", ASKED) as actor:
            payroll.cancel_forskudd(
                actor=actor, kjoering_id=run.id, grunn="Lønna rekker likevel", now=ASKED
            )
    return run


CALL_OFF = (
    "UPDATE payroll_loennskjoering SET tilstand = 'avlyst', avlyst_at = now(),"
    " avlyst_av = samverk.subject(), avlyst_grunn = 'Lønna rekker'{} WHERE id = %s"
)
LOCKED, STEPS = "godkjent og kan ikke endres", "Gjør stegene i rekkefølge"


@pytest.mark.parametrize(
    ("state", "who", "sql", "code", "says"),
    [
        ("aapen", "lonn", "UPDATE payroll_loennskjoering SET forskudd_id = NULL WHERE id = %s",
         "SV001", LOCKED),
        ("aapen", "lonn", CALL_OFF.format(", begrunnelse = 'En annen'"), "SV001", LOCKED),
        ("avlyst", "lonn", "UPDATE payroll_loennskjoering SET tilstand = 'aapen', avlyst_at = NULL"
         " WHERE id = %s", "SV001", LOCKED),
        ("godkjent", "lonn", "UPDATE payroll_loennskjoering SET nedsatt_grunn = 'Etterpå'"
         " WHERE id = %s", "SV001", LOCKED),
        ("frigitt", "lonn", CALL_OFF.format(""), "SV301", STEPS),
        ("aapen", "lonnsleder", CALL_OFF.format(""), "SV403", "ikke tilgang"),
        ("aapen", "lonn", "UPDATE payroll_loennskjoering SET tilstand = 'godkjent' WHERE id = %s",
         "SV301", STEPS),
        ("kontrollert", "lonn", "UPDATE payroll_medlem SET oppdrag_oere = 1 WHERE kjoering_id = %s",
         "SV301", STEPS),
        ("aapen", "lonn", "UPDATE payroll_medlem SET oppdrag_oere = 200001 WHERE kjoering_id = %s",
         "SV306", "ikke innvilges mer"),
        ("aapen", "lonn", "UPDATE payroll_medlem SET oppdrag_oere = 0 WHERE kjoering_id = %s",
         "SV306", "ikke innvilges mer"),
        ("aapen", "lonn", "INSERT INTO payroll_medlem (id, tenant_id, kjoering_id, party_id,"
         " noekkel, status, grunn, oppdrag_oere) SELECT uuidv7(), samverk.tenant(), %s,"
         " samverk.party(), 'akonto:annen', 'med', '', 100", "SV306", "ikke innvilges mer"),
        ("godkjent", "lonn", "UPDATE payroll_medlem SET oppdrag_oere = 1 WHERE kjoering_id = %s",
         "SV001", LOCKED),
    ],
)  # fmt: skip
def test_the_database_refuses_what_the_pages_do_not_offer(
    act_as, asked, books, state, who, sql, code, says
):
    run = on_the_way(act_as, asked, state)
    before = stored(act_as)
    with act_as("uit", who, ASKED), connection.cursor() as cursor:
        with (
            pytest.raises((payroll.LoennskjoeringRefused, access.AccessDenied), match=says) as no,
            database_says_why(),
        ):
            cursor.execute(sql, [run.id])
        assert no.value.__cause__.__cause__.sqlstate == code
    assert stored(act_as) == before


def test_who_asked_does_not_approve_by_sql_either(act_as, jonas):
    ask(act_as, jonas, who="lonnsleder")
    (run,) = deliver()
    calculate(act_as, jonas, run.id)
    before = stored(act_as)
    with act_as("uit", "lonnsleder", ASKED), connection.cursor() as cursor:
        with (
            pytest.raises(payroll.LoennskjoeringNotTwoPersons, match="ulike personer") as no,
            database_says_why(),
        ):
            cursor.execute(RAW["godkjenn"], [run.id])
        assert no.value.__cause__.__cause__.sqlstate == "SV003"
    assert stored(act_as) == before


def test_less_without_a_reason_does_not_reach_hr(act_as, asked, books):
    """A sum set past the service has no reason, and is stopped where it would be told of."""
    staff, _forskudd, run = asked
    with act_as("uit", "lonn", ASKED), connection.cursor() as cursor:
        cursor.execute(RAW["innvilg"], [run.id])
    calculate(act_as, staff, run.id)
    before = stored(act_as)
    with pytest.raises(hr.ForskuddRefused, match="Skriv hvorfor forskuddet blir mindre"):
        approve(act_as, run.id)
    assert stored(act_as) == before
    runs, _members, advances = before
    assert [(row["tilstand"], row["godkjent_av"]) for row in runs] == [("kontrollert", None)]
    assert [(row["status"], row["innvilget_oere"]) for row in advances] == [("bedt_om", None)]
