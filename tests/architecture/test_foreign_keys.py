"""A string foreign key is an import that import-linter cannot see."""

from django.apps import apps

# Lowest first. A model may point down or sideways in its own module, never up.
ORDER = [
    "tenancy", "organisation", "parties", "access", "audit", "confirmations", "outbox", "jobs",
    "seals", "documents", "provenance", "grants", "workflow", "ui",
    "archive", "cases", "finance", "hr", "payroll", "processes", "governance", "site",
]  # fmt: skip


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation
        if field.related_model._meta.app_label in ORDER
        if ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert upward == []


def test_every_module_has_a_place_in_the_line():
    ours = {c.label for c in apps.get_app_configs() if c.name.startswith("samverk.")}
    assert ours - set(ORDER) == set()


def test_foreign_keys_across_modules_protect():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation
        if field.related_model._meta.app_label != model._meta.app_label
        if field.remote_field.on_delete.__name__ not in {"PROTECT", "DO_NOTHING"}
    ]
    assert loose == []
