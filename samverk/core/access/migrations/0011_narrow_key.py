"""A key does what it was made for and no more: the database narrows its account as the program does."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# What the key of the acting program may, between commas; empty when nobody acts by a key. Not a
# SECURITY DEFINER function: the planner puts it where it stands.
NOEKKEL = """CREATE FUNCTION samverk.i_noekkelen(kap text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('samverk.key', true), '') = ''
    OR strpos(current_setting('samverk.key', true), ',' || kap || ',') > 0
$$"""

# As in 0003, and within the key.
ENHETER = """CREATE OR REPLACE FUNCTION samverk.enheter(kap text) RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  WITH egne AS (
    SELECT g.omfang, g.enhet_id, NULL::uuid AS kun
    FROM access_grant g JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.bruker_id = samverk.subject() AND samverk.i_noekkelen(kap)
      AND g.gyldig @> samverk.today() AND r.kapabiliteter && ARRAY[kap, '*']::varchar[]
    UNION ALL
    SELECT g.omfang, g.enhet_id, d.enhet_id
    FROM access_delegasjon d
    JOIN access_grant g ON g.tenant_id = d.tenant_id AND g.bruker_id = d.fra_id
     AND g.gyldig @> samverk.today()
    JOIN access_rolle r ON r.kode = g.rolle_id AND kap = ANY (r.kapabiliteter)
    WHERE d.tenant_id = samverk.tenant() AND d.til_id = samverk.subject() AND samverk.i_noekkelen(kap)
      AND d.gyldig @> samverk.today() AND kap = ANY (d.kapabiliteter)
  ), under AS (
    SELECT u.under_id AS enhet, e.kun FROM egne e
    JOIN organisation_enhetunder u ON u.tenant_id = samverk.tenant() AND u.over_id = e.enhet_id
     AND u.gyldig @> samverk.today()
    WHERE e.omfang = 'subtre'
    UNION ALL
    SELECT e.enhet_id, e.kun FROM egne e WHERE e.omfang = 'enhet'
  )
  SELECT o.id FROM organisation_orgenhet o
  WHERE o.tenant_id = samverk.tenant() AND EXISTS (SELECT FROM egne WHERE omfang = 'alt')
  UNION
  SELECT x.enhet FROM under x
  WHERE x.kun IS NULL OR EXISTS (
    SELECT FROM organisation_enhetunder d WHERE d.tenant_id = samverk.tenant()
      AND d.over_id = x.kun AND d.under_id = x.enhet AND d.gyldig @> samverk.today())
$$"""

KAN = """CREATE OR REPLACE FUNCTION samverk.kan(kap text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT samverk.i_noekkelen(kap) AND (EXISTS (
    SELECT FROM access_grant g JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.bruker_id = samverk.subject()
      AND g.gyldig @> samverk.today() AND r.kapabiliteter && ARRAY[kap, '*']::varchar[]
  ) OR EXISTS (
    SELECT FROM access_delegasjon d
    JOIN access_grant g ON g.tenant_id = d.tenant_id AND g.bruker_id = d.fra_id
     AND g.gyldig @> samverk.today()
    JOIN access_rolle r ON r.kode = g.rolle_id AND kap = ANY (r.kapabiliteter)
    WHERE d.tenant_id = samverk.tenant() AND d.til_id = samverk.subject()
      AND d.gyldig @> samverk.today() AND kap = ANY (d.kapabiliteter)
  ))
$$"""

SKJERMET = """CREATE OR REPLACE FUNCTION samverk.ser_skjermet(p uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT p = samverk.party() OR samverk.kind() = 'maskin' OR EXISTS (
    SELECT FROM access_grant g JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.bruker_id = samverk.subject()
      AND samverk.i_noekkelen('person.skjermet.les')
      AND g.gyldig @> samverk.today() AND g.omfang = 'person' AND g.omfang_id = p
      AND 'person.skjermet.les' = ANY (r.kapabiliteter))
$$"""


class Migration(migrations.Migration):
    dependencies = [("access", "0010_machines_keep_roles")]
    operations = [function(NOEKKEL), function(ENHETER), function(KAN), function(SKJERMET)]
