"""Room for a figure that is a word: the order of deductions is longer than forty characters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("confirmations", "0002_rules")]
    operations = [
        migrations.AlterField("sats", "verdi", models.CharField(max_length=80)),
        migrations.AlterField("satsbekreftelse", "verdi", models.CharField(max_length=80)),
    ]
