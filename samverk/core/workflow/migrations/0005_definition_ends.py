"""A published definition can be taken out of use, once and never backdated; its cases go on."""

from django.db import migrations, models

from samverk.core.tenancy.migration import function

# As in 0002, and one thing more: the last day of what is published may be set, by those who publish.
PUBLISHED = """CREATE OR REPLACE FUNCTION samverk.published_is_fixed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE
  fritt text[] := ARRAY['versjon','publisert_av_id','publisert_at','gyldig_fra','vedtaksref'];
  slutt text[] := ARRAY['gyldig_til','slutt_vedtaksref'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.publisert_at IS NOT NULL OR NEW.versjon IS NOT NULL THEN
      RAISE EXCEPTION 'uforanderlig: et utkast publiseres etterpå' USING ERRCODE = 'SV001';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'uforanderlig: definisjoner slettes ikke' USING ERRCODE = 'SV001';
  END IF;
  IF TG_TABLE_NAME = 'workflow_definition' AND OLD.publisert_at IS NOT NULL
     AND OLD.gyldig_til IS NULL AND NEW.gyldig_til > samverk.today()
     AND (to_jsonb(NEW) - slutt) = (to_jsonb(OLD) - slutt) THEN
    IF NOT samverk.kan('prosess.definisjon.publiser') THEN
      RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.publisert_at IS NOT NULL OR (to_jsonb(NEW) - fritt) IS DISTINCT FROM (to_jsonb(OLD) - fritt) THEN
    RAISE EXCEPTION 'uforanderlig: det som er publisert, endres med en ny versjon' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.publisert_at IS NOT NULL AND NEW.utkast_av_id IS NOT NULL
     AND samverk.personer(NEW.utkast_av_id, NULL) && samverk.personer(NEW.publisert_av_id, NULL) THEN
    RAISE EXCEPTION 'to_personer: utkastet må publiseres av en annen' USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_variant_rules")]
    operations = [
        migrations.AddField("processdefinition", "gyldig_til", models.DateField(null=True)),
        migrations.AddField(
            "processdefinition", "slutt_vedtaksref", models.CharField(blank=True, max_length=80)
        ),
        function(PUBLISHED),
        migrations.RunSQL(
            """
            ALTER TABLE workflow_definition
              ADD CONSTRAINT definition_slutt CHECK (gyldig_til IS NULL OR (publisert_at IS NOT NULL
                AND gyldig_til > gyldig_fra AND (NOT is_nasjonal OR slutt_vedtaksref <> ''))),
              ADD CONSTRAINT definition_slutt_vedtak CHECK (slutt_vedtaksref = '' OR gyldig_til IS NOT NULL);
            """,
            migrations.RunSQL.noop,
        ),
    ]
