"""An order gives HR the address of who is only being hired: not of who works elsewhere, nor for ever.

Anyone may be ordered, so an order alone must not open what decides where money is confirmed from.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

# As the owner: who asks does not see holdings in other units.
ARBEIDER = """CREATE FUNCTION samverk.hr_arbeider_her(p uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM hr_besettelseversjon b
    WHERE b.tenant_id = samverk.tenant() AND b.party_id = p AND b.gjelder IS NOT NULL)
$$"""
PERSON_I = """CREATE OR REPLACE FUNCTION samverk.hr_person_i(p uuid, kap text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM hr_besettelseversjon b
    WHERE b.tenant_id = samverk.tenant() AND b.party_id = p AND b.gjelder IS NOT NULL
      AND b.enhet_id IN (SELECT samverk.enheter(kap))
  ) OR (NOT samverk.hr_arbeider_her(p) AND EXISTS (
    SELECT FROM hr_ansettelse a
    WHERE a.tenant_id = samverk.tenant() AND a.party_id = p AND a.status <> 'trukket'
      AND a.enhet_id IN (SELECT samverk.enheter(kap))
  )) OR EXISTS (
    SELECT FROM organisation_orgenhetversjon v
    WHERE v.tenant_id = samverk.tenant() AND v.overordnet_id IS NULL
      AND v.gyldig @> samverk.today() AND v.enhet_id IN (SELECT samverk.enheter(kap))
  )
$$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0021_budget_holders_decide")]
    operations = [function(ARBEIDER), function(PERSON_I)]
