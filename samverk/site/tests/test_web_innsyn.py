"""Who has seen what about me, and why."""

import re

from samverk.core.audit import api as audit


def text_of(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()).replace("  ", " ")


def test_a_read_without_a_given_purpose_tells_which_right_it_followed_from(act_as, sign_in):
    with act_as("uit", "jonas") as jonas:
        party = jonas.party_id
    with act_as("uit", "hr") as hr:
        name = hr.navn
        for purpose in ("", "innsyn"):
            audit.record_read(
                actor=hr.for_purpose(purpose) if purpose else hr, kapabilitet="hr.kontrakt.les.3",
                objekt_type="hr_signatur", objekt_id=None, gjelder_party_id=party, dataklasse=3,
            )  # fmt: skip
    page = sign_in("uit", "jonas").get("/meg/innsyn/")
    rows = re.findall(r"<tr.*?</tr>", page.content.decode(), re.DOTALL)
    told = [re.sub(r"(<[^>]+>|\s)+", " ", row).strip() for row in rows if name in row]
    assert [re.sub(r" kl\. .*", "", one) for one in told] == [
        f"{name} HR-saksbehandler Kontraktene dine, på personsiden {why} i dag"
        for why in (
            "Svare personen selv, som har bedt om innsyn",
            "Lese arbeidskontrakter Følger av rollen",
        )
    ]
