"""A note knows the language it was written in; the machine's can be read in any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_rules")]
    operations = [
        migrations.AddField(
            "saknotat", "spraak", models.CharField(max_length=2, default="nb")
        ),
        migrations.AddField("saknotat", "setninger", models.JSONField(null=True)),
        migrations.RunSQL(
            "ALTER TABLE cases_saknotat ADD CONSTRAINT saknotat_spraak"
            " CHECK (spraak IN ('nb', 'nn', 'en'))",
            "ALTER TABLE cases_saknotat DROP CONSTRAINT saknotat_spraak",
        ),
    ]
