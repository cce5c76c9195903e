"""The five tenants. Organisation numbers have a valid check digit but no source was seen."""

from uuid import UUID

from django.db import migrations

ROWS = [
    ("01900000-0000-7000-8000-0000000000b1", "uib", "UiB", "Universitetet i Bergen", "uib.no", "874789542", True),
    ("01900000-0000-7000-8000-0000000000c2", "uio", "UiO", "Universitetet i Oslo", "uio.no", "971035854", True),
    ("01900000-0000-7000-8000-0000000000d3", "uit", "UiT", "UiT Norges arktiske universitet", "uit.no", "970422528", True),
    ("01900000-0000-7000-8000-0000000000e4", "ntnu", "NTNU", "Norges teknisk-naturvitenskapelige universitet", "ntnu.no", "974767880", True),
    ("01900000-0000-7000-8000-0000000000f5", "bott", "BOTT", "BOTT-samarbeidet", "bott.example", "", False),
]


def seed(apps, schema_editor):
    tenant = apps.get_model("tenancy", "Tenant")
    for key, slug, short, name, domain, orgnr, university in ROWS:
        tenant.objects.get_or_create(
            slug=slug,
            defaults={
                "id": UUID(key), "kortnavn": short, "navn": name, "domene": domain,
                "orgnr": orgnr, "is_university": university,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
