"""The sign-in page of the demo says what each of the cast does, in the reader's language."""

import yaml

from samverk.site.demo.build import HERE
from samverk.site.web.cast_texts import CAST_TEXTS


def test_every_text_of_the_cast_is_marked_for_translation():
    people = yaml.safe_load((HERE / "cast_people.yaml").read_text(encoding="utf8"))
    assert {row["tekst"] for rows in people.values() for row in rows} == set(CAST_TEXTS)
