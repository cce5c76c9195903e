"""The site's own pages in nynorsk and English."""

import pytest


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", ["Mi side", "Oppgåver", "Hopp til innhaldet", "Ingenting ventar på deg"]),
        ("en", ["My page", "Tasks", "Skip to content", "Nothing is waiting for you"]),
    ],
)
def test_the_start_page_is_in_the_readers_language(sign_in, language, words):
    client = sign_in("uit", "arkiv")
    client.cookies["samverk_sprak"] = language
    text = client.get("/").content.decode()
    assert [w for w in words if w not in text] == []
    assert f'<html lang="{language}"' in text
    assert "Hopp til innholdet" not in text


def test_a_refusal_is_read_in_english(client, db):
    client.cookies["samverk_sprak"] = "en"
    answer = client.post("/logg-inn/uit/", {"brukernavn": "x", "passord": "y"})
    assert "User name or password is wrong." in answer.content.decode()
