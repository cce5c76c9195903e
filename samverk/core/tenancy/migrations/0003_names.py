"""What the five are called in nynorsk and English, as they write it themselves."""

from django.db import migrations, models

NAMES = {
    "uib": ("Universitetet i Bergen", "University of Bergen"),
    "uio": ("Universitetet i Oslo", "University of Oslo"),
    "uit": ("UiT Noregs arktiske universitet", "UiT The Arctic University of Norway"),
    "ntnu": (
        "Noregs teknisk-naturvitskaplege universitet",
        "Norwegian University of Science and Technology",
    ),
    "bott": ("BOTT-samarbeidet", "The BOTT collaboration"),
}


def name(apps, schema_editor):
    tenant = apps.get_model("tenancy", "Tenant")
    for slug, (nn, en) in NAMES.items():
        tenant.objects.filter(slug=slug).update(navn_nn=nn, navn_en=en)


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_the_five")]
    operations = [
        migrations.AddField("tenant", "navn_nn", models.CharField(max_length=120, blank=True, default="")),
        migrations.AddField("tenant", "navn_en", models.CharField(max_length=120, blank=True, default="")),
        migrations.AlterField("tenant", "navn_nn", models.CharField(max_length=120, blank=True)),
        migrations.AlterField("tenant", "navn_en", models.CharField(max_length=120, blank=True)),
        migrations.RunPython(name, migrations.RunPython.noop),
    ]
