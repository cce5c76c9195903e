"""Payroll may grant less than was asked for, never more; and nobody sets the sum of their own."""

from django.db import migrations, models

from samverk.core.tenancy.migration import function

# As before, and: why it became less stands with the approval; a deputy is who they stand in for.
EGET = """CREATE OR REPLACE FUNCTION samverk.loenn_ikke_eget_forskudd() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF NEW.forskudd_id IS DISTINCT FROM OLD.forskudd_id THEN
    RAISE EXCEPTION 'uforanderlig: hva kjøringen gjelder, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.nedsatt_grunn <> OLD.nedsatt_grunn
     AND OLD.tilstand NOT IN ('aapen', 'beregnet', 'kontrollert') THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er godkjent' USING ERRCODE = 'SV001';
  END IF;
  IF EXISTS (
    SELECT FROM payroll_medlem m WHERE m.tenant_id = NEW.tenant_id AND m.kjoering_id = NEW.id
      AND m.status = 'med' AND m.party_id IN (samverk.party(),
        samverk.loenn_person(samverk.behalf()),
        samverk.loenn_person(NEW.beregnet_av), samverk.loenn_person(NEW.godkjent_av),
        samverk.loenn_person(NEW.betalt_av), samverk.loenn_person(NEW.avlyst_av))) THEN
    RAISE EXCEPTION 'eget_forskudd' USING ERRCODE = 'SV304';
  END IF;
  IF OLD.tilstand = 'kontrollert' AND NEW.tilstand = 'godkjent'
     AND samverk.loenn_person(NEW.godkjent_av) = samverk.loenn_person(NEW.opprettet_av) THEN
    RAISE EXCEPTION 'to_personer: den som ba om forskuddet, kan ikke godkjenne'
      USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""

# The sum of an advance follows what was asked for, and is set before it is calculated, not after.
SUM = """CREATE FUNCTION samverk.loenn_forskudd_sum() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE k payroll_loennskjoering%ROWTYPE; bedt record;
BEGIN
  SELECT * INTO k FROM payroll_loennskjoering
  WHERE id = NEW.kjoering_id AND tenant_id = NEW.tenant_id;
  IF k.forskudd_id IS NULL THEN RETURN NEW; END IF;
  SELECT f.beloep_oere, f.party_id INTO bedt FROM hr_forskudd f
  WHERE f.tenant_id = NEW.tenant_id AND f.id = k.forskudd_id;
  IF NEW.party_id IS DISTINCT FROM bedt.party_id
     OR NOT coalesce(NEW.oppdrag_oere BETWEEN 1 AND bedt.beloep_oere, false) THEN
    RAISE EXCEPTION 'forskuddssum: % er ikke det det er bedt om', NEW.oppdrag_oere
      USING ERRCODE = 'SV306', DETAIL = NEW.oppdrag_oere::text;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.oppdrag_oere <> OLD.oppdrag_oere THEN
    IF NEW.party_id IN (samverk.party(), samverk.loenn_person(samverk.behalf())) THEN
      RAISE EXCEPTION 'eget_forskudd' USING ERRCODE = 'SV304';
    END IF;
    IF k.tilstand IN ('beregnet', 'kontrollert') THEN
      RAISE EXCEPTION 'tilstand: summen settes før kjøringen beregnes'
        USING ERRCODE = 'SV301', DETAIL = k.tilstand;
    END IF;
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("payroll", "0004_forskudd"), ("hr", "0012_forskudd_nedsatt")]
    operations = [
        migrations.AddField(
            "loennskjoering", "nedsatt_grunn", models.CharField(blank=True, max_length=400)
        ),
        function(EGET),
        function(SUM),
        migrations.RunSQL(
            """
            -- The many members of a main pay have no sum of their own, and are not asked about.
            CREATE TRIGGER forskudd_sum BEFORE INSERT ON payroll_medlem
              FOR EACH ROW WHEN (NEW.oppdrag_oere <> 0)
              EXECUTE FUNCTION samverk.loenn_forskudd_sum();
            CREATE TRIGGER forskudd_sum_endret BEFORE UPDATE ON payroll_medlem
              FOR EACH ROW EXECUTE FUNCTION samverk.loenn_forskudd_sum();
            """,
            migrations.RunSQL.noop,
        ),
    ]
