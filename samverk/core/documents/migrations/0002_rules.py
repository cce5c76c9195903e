"""A stored content is never changed, and each tenant has its own."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, protect


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        protect("documents_fil", update=False),
        append_only("documents_fil"),
    ]
