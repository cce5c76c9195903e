"""Purposes for which an identifier may be seen in clear: a closed list."""

import django.contrib.postgres.fields
from django.db import migrations, models

from samverk.core.tenancy.migration import reference


class Migration(migrations.Migration):
    dependencies = [("access", "0004_delegation_overlap")]
    operations = [
        migrations.CreateModel(
            name="Formaal",
            fields=[
                ("kode", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("nr", models.PositiveSmallIntegerField()),
                ("navn", models.CharField(max_length=120)),
                ("navn_nn", models.CharField(max_length=120)),
                ("navn_en", models.CharField(max_length=120)),
                ("hvem", models.CharField(max_length=8)),
                ("kapabilitet", models.CharField(blank=True, max_length=60)),
                ("typer", django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=12), size=None)),
            ],
            options={"db_table": "access_formaal"},
        ),
        reference("access_formaal"),
        migrations.RunSQL(
            """ALTER TABLE access_formaal
                 ADD CONSTRAINT formaal_hvem CHECK (hvem IN ('menneske', 'maskin', 'selv')),
                 ADD CONSTRAINT formaal_kapabilitet CHECK ((hvem = 'selv') = (kapabilitet = ''))""",
            migrations.RunSQL.noop,
        ),
    ]
