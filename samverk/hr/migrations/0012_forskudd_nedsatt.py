"""An advance may be granted with less than was asked for, never with more, and only with a reason."""

from django.db import migrations, models

from samverk.core.tenancy.migration import function

# What is asked for never changes; the answer follows a fixed map, and what was granted stands.
SVAR = """CREATE OR REPLACE FUNCTION samverk.hr_forskudd_svar() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR
     (to_jsonb(NEW) - ARRAY['status', 'utbetalingsdato', 'svart_at', 'svar', 'innvilget_oere'])
     IS DISTINCT FROM
     (to_jsonb(OLD) - ARRAY['status', 'utbetalingsdato', 'svart_at', 'svar', 'innvilget_oere']) THEN
    RAISE EXCEPTION 'uforanderlig: det som er bedt om, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  IF (OLD.status || '>' || NEW.status) NOT IN ('bedt_om>innvilget', 'bedt_om>avslaatt',
      'innvilget>utbetalt', 'innvilget>avslaatt') THEN
    RAISE EXCEPTION 'forskudd: % kan ikke bli %', OLD.status, NEW.status USING ERRCODE = 'SV029';
  END IF;
  IF (OLD.status, NEW.status) <> ('bedt_om', 'innvilget')
     AND NEW.innvilget_oere IS DISTINCT FROM OLD.innvilget_oere
     OR NEW.status = 'utbetalt' AND NEW.svar IS DISTINCT FROM OLD.svar THEN
    RAISE EXCEPTION 'uforanderlig: det som er innvilget, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

EGET = """CREATE OR REPLACE FUNCTION samverk.hr_forskudd_ikke_eget() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF NEW.status <> 'bedt_om' OR NEW.innvilget_oere IS NOT NULL THEN
    RAISE EXCEPTION 'forskudd: begynner som bedt om' USING ERRCODE = 'SV029';
  END IF;
  IF EXISTS (SELECT FROM access_bruker b WHERE b.tenant_id = NEW.tenant_id
             AND b.id = NEW.bedt_av_id AND b.party_id = NEW.party_id) THEN
    RAISE EXCEPTION 'eget_forskudd: ingen ber om forskudd til seg selv' USING ERRCODE = 'SV030';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0011_one_job_once")]
    operations = [
        # Empty is as it was asked for.
        migrations.AddField("forskudd", "innvilget_oere", models.BigIntegerField(null=True)),
        function(SVAR),
        function(EGET),
        migrations.RunSQL(
            """
            ALTER TABLE hr_forskudd
              ADD CONSTRAINT hr_forskudd_ikke_mer CHECK (innvilget_oere BETWEEN 1 AND beloep_oere),
              ADD CONSTRAINT hr_forskudd_hvorfor_mindre CHECK (innvilget_oere IS NULL OR svar <> '');
            """,
            migrations.RunSQL.noop,
        ),
    ]
