"""An advance whose payment was stopped or rejected by the bank: the money that was paid out never came."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# As before, and one more step: what was paid may turn out not to be.
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
      'innvilget>utbetalt', 'innvilget>avslaatt', 'utbetalt>stanset') THEN
    RAISE EXCEPTION 'forskudd: % kan ikke bli %', OLD.status, NEW.status USING ERRCODE = 'SV029';
  END IF;
  IF (OLD.status, NEW.status) <> ('bedt_om', 'innvilget')
     AND NEW.innvilget_oere IS DISTINCT FROM OLD.innvilget_oere
     OR NEW.status = 'utbetalt' AND NEW.svar IS DISTINCT FROM OLD.svar THEN
    RAISE EXCEPTION 'uforanderlig: det som er innvilget, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0014_own_hand")]
    operations = [
        function(SVAR),
        migrations.RunSQL(
            """
            ALTER TABLE hr_forskudd DROP CONSTRAINT hr_forskudd_status,
              ADD CONSTRAINT hr_forskudd_status CHECK (status IN
                ('bedt_om', 'innvilget', 'utbetalt', 'avslaatt', 'stanset')),
              DROP CONSTRAINT hr_forskudd_hvorfor_ikke,
              ADD CONSTRAINT hr_forskudd_hvorfor_ikke CHECK
                (status NOT IN ('avslaatt', 'stanset') OR svar <> '');
            """,
            migrations.RunSQL.noop,
        ),
    ]
