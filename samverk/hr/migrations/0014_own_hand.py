"""Nobody asks for an advance in another's name; an account nobody confirmed is not kept for ever."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# A wish is decided once, by the person, while it holds; what was asked for never changes. It goes
# when it was never confirmed and nobody can ask about it any more.
LAAST = """CREATE OR REPLACE FUNCTION samverk.hr_kontoendring_laast() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fri text[] := '{status,avgjort_at}';
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.status <> 'bekreftet'
       AND coalesce(OLD.avgjort_at, OLD.utloeper_at) < samverk.now() - interval '30 days' THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION 'uforanderlig: en kontoendring avgjøres én gang' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.status <> 'venter' OR to_jsonb(NEW) - fri <> to_jsonb(OLD) - fri THEN
    RAISE EXCEPTION 'uforanderlig: en kontoendring avgjøres én gang' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.status = 'bekreftet' AND NEW.avgjort_at >= OLD.utloeper_at THEN
    RAISE EXCEPTION 'kontoendring_utloept' USING ERRCODE = 'SV027';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0013_settle_old_forskudd")]
    operations = [
        function(LAAST),
        migrations.RunSQL(
            """
            GRANT DELETE ON hr_kontoendring TO samverk_app;
            CREATE POLICY slett ON hr_kontoendring FOR DELETE TO samverk_app
              USING ((SELECT samverk.kind()) = 'maskin' AND status <> 'bekreftet');
            CREATE POLICY egen_haand ON hr_forskudd AS RESTRICTIVE FOR INSERT TO samverk_app
              WITH CHECK (bedt_av_id = (SELECT samverk.subject()));
            """,
            migrations.RunSQL.noop,
        ),
    ]
