"""Advances: one run per advance, called off only before money moves, never for oneself."""

from datetime import date

from django.db import migrations, models

from samverk.core.tenancy.migration import function

AVLYS = """CREATE FUNCTION samverk.loennskjoering_avlys() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF OLD.tilstand = 'avlyst' THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er avlyst' USING ERRCODE = 'SV001';
  END IF;
  IF (to_jsonb(NEW) - ARRAY['tilstand', 'avlyst_at', 'avlyst_av', 'avlyst_grunn'])
     IS DISTINCT FROM
     (to_jsonb(OLD) - ARRAY['tilstand', 'avlyst_at', 'avlyst_av', 'avlyst_grunn']) THEN
    RAISE EXCEPTION 'uforanderlig: bare tilstanden endres når noe avlyses' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.art <> 'forskudd' OR OLD.betalt_av IS NOT NULL
     OR OLD.tilstand NOT IN ('aapen', 'beregnet', 'kontrollert', 'godkjent') THEN
    RAISE EXCEPTION 'tilstand: % kan ikke avlyses', OLD.tilstand
      USING ERRCODE = 'SV020', DETAIL = OLD.tilstand;
  END IF;
  IF NOT samverk.kan('lonn.kjoring.klargjor') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = 'lonn.kjoring.klargjor';
  END IF;
  RETURN NEW;
END $$"""

# The one who gets the advance takes no step in it, and the one who asked does not approve it.
EGET = """CREATE FUNCTION samverk.loenn_ikke_eget_forskudd() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF NEW.forskudd_id IS DISTINCT FROM OLD.forskudd_id THEN
    RAISE EXCEPTION 'uforanderlig: hva kjøringen gjelder, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  IF EXISTS (
    SELECT FROM payroll_medlem m WHERE m.tenant_id = NEW.tenant_id AND m.kjoering_id = NEW.id
      AND m.status = 'med' AND m.party_id IN (samverk.party(),
        samverk.loenn_person(NEW.beregnet_av), samverk.loenn_person(NEW.godkjent_av),
        samverk.loenn_person(NEW.betalt_av), samverk.loenn_person(NEW.avlyst_av))) THEN
    RAISE EXCEPTION 'eget_forskudd' USING ERRCODE = 'SV024';
  END IF;
  IF OLD.tilstand = 'kontrollert' AND NEW.tilstand = 'godkjent'
     AND samverk.loenn_person(NEW.godkjent_av) = samverk.loenn_person(NEW.opprettet_av) THEN
    RAISE EXCEPTION 'to_personer: den som ba om forskuddet, kan ikke godkjenne'
      USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("payroll", "0003_bilagslinje"), ("access", "0003_rules")]
    operations = [
        migrations.AddField("loennskjoering", "forskudd_id", models.UUIDField(null=True)),
        migrations.AddField("loennskjoering", "avlyst_at", models.DateTimeField(null=True)),
        migrations.AddField("loennskjoering", "avlyst_av", models.UUIDField(null=True)),
        migrations.AddField(
            "loennskjoering", "avlyst_grunn", models.CharField(blank=True, max_length=400)
        ),
        migrations.AddConstraint(
            "loennskjoering",
            models.UniqueConstraint(fields=["tenant", "forskudd_id"], name="kjoering_per_forskudd"),
        ),
        # What is there already has been charged from the first day.
        migrations.AddField(
            "utbetalingskonto",
            "gjelder_fra",
            models.DateField(default=date(2000, 1, 1)),
            preserve_default=False,
        ),
        function(AVLYS),
        function(EGET),
        migrations.RunSQL(
            """
            ALTER TABLE payroll_loennskjoering DROP CONSTRAINT kjoering_tilstand,
              ADD CONSTRAINT kjoering_tilstand CHECK (tilstand IN ('aapen','beregnet',
                'kontrollert','godkjent','betalt','bokfoert','meldt','lukket','avlyst')),
              ADD CONSTRAINT kjoering_avlyst CHECK ((tilstand = 'avlyst') = (avlyst_at IS NOT NULL)
                AND (tilstand <> 'avlyst' OR (avlyst_av IS NOT NULL AND avlyst_grunn <> ''))),
              ADD CONSTRAINT kjoering_av_forskudd CHECK (forskudd_id IS NULL OR art = 'forskudd');
            DROP TRIGGER tilstand ON payroll_loennskjoering;
            CREATE TRIGGER tilstand BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (OLD.tilstand <> 'avlyst' AND NEW.tilstand <> 'avlyst')
              EXECUTE FUNCTION samverk.loennskjoering_tilstand();
            CREATE TRIGGER avlys BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (OLD.tilstand = 'avlyst' OR NEW.tilstand = 'avlyst')
              EXECUTE FUNCTION samverk.loennskjoering_avlys();
            CREATE TRIGGER eget_forskudd BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (NEW.art = 'forskudd')
              EXECUTE FUNCTION samverk.loenn_ikke_eget_forskudd();
            """,
            migrations.RunSQL.noop,
        ),
    ]
