"""The classes of a filing plan are shown in the reader's language; the archive keeps `tittel`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_own_codes")]
    operations = [
        migrations.AddField(
            "klasse", name, models.CharField(max_length=200, blank=True, default=""),
            preserve_default=False,
        )
        for name in ("tittel_nn", "tittel_en")
    ]
