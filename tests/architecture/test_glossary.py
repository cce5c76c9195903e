"""A reader who knows no Norwegian must be able to follow the code with the glossary."""

from pathlib import Path

import yaml
from django.apps import apps

GLOSSARY = yaml.safe_load((Path(__file__).parents[2] / "docs" / "begreper.yaml").read_text("utf8"))
FIELDS = {"term", "standard", "definition_nb", "gloss_en", "nynorsk"}


def test_every_model_class_is_in_the_glossary():
    terms = {entry["term"] for entry in GLOSSARY}
    models = {
        model.__name__ for model in apps.get_models() if model.__module__.startswith("samverk.")
    }
    assert models - terms == set()


def test_every_entry_is_complete_and_stands_once():
    assert [e["term"] for e in GLOSSARY if set(e) != FIELDS or not all(e.values())] == []
    terms = [e["term"] for e in GLOSSARY]
    assert sorted({t for t in terms if terms.count(t) > 1}) == []
