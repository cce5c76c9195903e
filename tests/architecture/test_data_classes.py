"""Every stored field has a data class, so that lists, exports, logs and events know what it is."""

import pytest
from django.apps import apps

from samverk.core.access.classes import data_class

OURS = [m for m in apps.get_models() if m.__module__.startswith("samverk.")]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_has_a_data_class(model):
    unclassified = [
        field.name
        for field in model._meta.get_fields()
        if field.concrete and data_class(model._meta.app_label, model.__name__, field.name) is None
    ]
    assert unclassified == []
