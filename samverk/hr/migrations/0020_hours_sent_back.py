"""Hours that were sent back are the person's own again: they may be taken away as unsent ones may."""

from django.db import migrations

RULE = """CREATE OR REPLACE FUNCTION samverk.hr_timer_slett() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status NOT IN ({}) THEN
    RAISE EXCEPTION 'uforanderlig: timene er sendt' USING ERRCODE = 'SV001';
  END IF;
  RETURN OLD;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0019_where_hr_is")]
    operations = [
        migrations.RunSQL(RULE.format("'foert', 'returnert'"), RULE.format("'foert'")),
    ]
