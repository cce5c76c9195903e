"""Grants decide what is seen; separation of duties is a rule of the database."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, function, protect, reference, tenant_fk

# Units in which the acting account has a capability. Wrapped in (SELECT …) by the policies, so it
# runs once per query. A deputy's right is recomputed from what the delegator has at this moment,
# and never from what the delegator was lent (not chainable).
ENHETER = """CREATE FUNCTION samverk.enheter(kap text) RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  WITH egne AS (
    SELECT g.omfang, g.enhet_id, NULL::uuid AS kun
    FROM access_grant g JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.bruker_id = samverk.subject()
      AND g.gyldig @> samverk.today() AND r.kapabiliteter && ARRAY[kap, '*']::varchar[]
    UNION ALL
    SELECT g.omfang, g.enhet_id, d.enhet_id
    FROM access_delegasjon d
    JOIN access_grant g ON g.tenant_id = d.tenant_id AND g.bruker_id = d.fra_id
     AND g.gyldig @> samverk.today()
    JOIN access_rolle r ON r.kode = g.rolle_id AND kap = ANY (r.kapabiliteter)
    WHERE d.tenant_id = samverk.tenant() AND d.til_id = samverk.subject()
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

KAN = """CREATE FUNCTION samverk.kan(kap text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT EXISTS (
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
  )
$$"""

SKJERMET = """CREATE OR REPLACE FUNCTION samverk.ser_skjermet(p uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT p = samverk.party() OR samverk.kind() = 'maskin' OR EXISTS (
    SELECT FROM access_grant g JOIN access_rolle r ON r.kode = g.rolle_id
    WHERE g.tenant_id = samverk.tenant() AND g.bruker_id = samverk.subject()
      AND g.gyldig @> samverk.today() AND g.omfang = 'person' AND g.omfang_id = p
      AND 'person.skjermet.les' = ANY (r.kapabiliteter))
$$"""

REVEAL = """CREATE FUNCTION samverk.reveal_identifier(ident uuid) RETURNS bytea LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE rad parties_identifikator%ROWTYPE;
BEGIN
  SELECT * INTO rad FROM parties_identifikator WHERE id = ident AND tenant_id = samverk.tenant();
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF rad.party_id IS DISTINCT FROM samverk.party() AND NOT samverk.kan('hr.nin.les') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  RETURN rad.verdi_kryptert;
END $$"""

# One person may hold one kind of act in a matter. The advisory lock makes two simultaneous acts
# in the same matter see each other.
PLIKTDELING = """CREATE FUNCTION samverk.pliktdeling() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE annen text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.sak_id::text, 0));
  SELECT h.handling INTO annen FROM access_sakhandling h
  WHERE h.tenant_id = NEW.tenant_id AND h.sak_type = NEW.sak_type AND h.sak_id = NEW.sak_id
    AND h.handling <> NEW.handling
    AND (h.party_id IN (NEW.party_id, NEW.paa_vegne_av_id)
      OR h.paa_vegne_av_id IN (NEW.party_id, NEW.paa_vegne_av_id))
  LIMIT 1;
  IF annen IS NOT NULL THEN
    RAISE EXCEPTION 'pliktdeling: % og % i samme sak', annen, NEW.handling
      USING ERRCODE = 'SV002', DETAIL = annen;
  END IF;
  RETURN NEW;
END $$"""

KUN_AVSLUTT = """CREATE FUNCTION samverk.grant_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.tenant_id, NEW.bruker_id, NEW.rolle_id, NEW.omfang, NEW.enhet_id, NEW.omfang_id, NEW.kilde,
      NEW.tildelt_av, NEW.godkjent_av,
      -- A derived right that was never to be (the holding was corrected away) becomes empty.
      CASE WHEN isempty(NEW.gyldig) AND NEW.kilde = 'auto' THEN lower(OLD.gyldig) ELSE lower(NEW.gyldig) END)
     IS DISTINCT FROM
     (OLD.tenant_id, OLD.bruker_id, OLD.rolle_id, OLD.omfang, OLD.enhet_id, OLD.omfang_id, OLD.kilde,
      OLD.tildelt_av, OLD.godkjent_av, lower(OLD.gyldig)) THEN
    RAISE EXCEPTION 'uforanderlig: en tilgang kan bare avsluttes' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

# Conflicts are computed on the person, not the account: one person may have several accounts.
TO_PERSONER = """CREATE FUNCTION samverk.grant_two_persons() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE personer uuid[];
BEGIN
  IF NEW.kilde <> 'manuell' THEN RETURN NEW; END IF;
  SELECT array_agg(coalesce(b.party_id, b.id)) INTO personer FROM access_bruker b
  WHERE b.tenant_id = NEW.tenant_id AND b.id IN (NEW.bruker_id, NEW.tildelt_av, NEW.godkjent_av);
  IF cardinality(personer) <> 3 OR (SELECT count(DISTINCT p) FROM unnest(personer) p) <> 3 THEN
    RAISE EXCEPTION 'to_personer: tildeler, godkjenner og mottaker må være tre ulike personer'
      USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_initial"),
        ("organisation", "0002_rules"),
        ("parties", "0002_rules"),
    ]
    operations = [
        reference("access_rolle"),
        function(ENHETER),
        function(KAN),
        function(SKJERMET),
        function(REVEAL),
        function(PLIKTDELING),
        function(KUN_AVSLUTT),
        function(TO_PERSONER),
        protect("access_bruker"),
        protect("access_grant"),
        protect("access_delegasjon"),
        protect("access_sakhandling", update=False),
        protect("access_apitoken"),
        protect("access_innloggingsforsoek", update=False),
        append_only("access_sakhandling"),
        tenant_fk("access_bruker", "party_id", "parties_party"),
        tenant_fk("access_grant", "bruker_id", "access_bruker"),
        tenant_fk("access_grant", "enhet_id", "organisation_orgenhet"),
        tenant_fk("access_delegasjon", "fra_id", "access_bruker"),
        tenant_fk("access_delegasjon", "til_id", "access_bruker"),
        tenant_fk("access_delegasjon", "enhet_id", "organisation_orgenhet"),
        tenant_fk("access_sakhandling", "party_id", "parties_party"),
        tenant_fk("access_apitoken", "bruker_id", "access_bruker"),
        migrations.RunSQL(
            """
            ALTER TABLE access_grant
              ADD CONSTRAINT grant_omfang CHECK (omfang IN ('alt','subtre','enhet','prosjekt','sak','selv','person')),
              ADD CONSTRAINT grant_alt_er_maskin CHECK (omfang <> 'alt' OR rolle_id = 'maskin'),
              ADD CONSTRAINT grant_kilde CHECK (kilde IN ('auto','manuell','noed','oppsett')),
              ADD CONSTRAINT grant_enhet CHECK ((omfang IN ('subtre','enhet')) = (enhet_id IS NOT NULL)),
              ADD CONSTRAINT grant_maal CHECK ((omfang IN ('prosjekt','sak','person')) = (omfang_id IS NOT NULL)),
              ADD CONSTRAINT grant_to_personer CHECK (kilde <> 'manuell' OR (
                tildelt_av IS NOT NULL AND godkjent_av IS NOT NULL AND tildelt_av <> godkjent_av
                AND tildelt_av <> bruker_id AND godkjent_av <> bruker_id)),
              ADD CONSTRAINT grant_noed_ett_doegn CHECK (kilde <> 'noed'
                OR (NOT upper_inf(gyldig) AND upper(gyldig) - lower(gyldig) <= 2));
            ALTER TABLE access_delegasjon
              ADD CONSTRAINT delegasjon_ikke_seg_selv CHECK (fra_id <> til_id),
              ADD CONSTRAINT delegasjon_har_slutt CHECK (NOT upper_inf(gyldig) AND NOT isempty(gyldig)),
              ADD CONSTRAINT delegasjon_aldri CHECK (NOT kapabiliteter && ARRAY[
                'lonn.kjoring.godkjenn','tilgang.tildel','tilgang.godkjenn','person.skjermet.les']::varchar[]);
            ALTER TABLE access_sakhandling
              ADD CONSTRAINT sakhandling_art CHECK (
                handling IN ('bestiller','attestant','godkjenner','utbetaler','mottaker')),
              ADD CONSTRAINT sakhandling_en UNIQUE (tenant_id, sak_type, sak_id, handling, party_id);
            CREATE INDEX grant_bruker ON access_grant (tenant_id, bruker_id);
            CREATE INDEX grant_enhet ON access_grant (tenant_id, enhet_id, rolle_id);
            CREATE INDEX bruker_party ON access_bruker (tenant_id, party_id);
            CREATE INDEX forsoek_hash ON access_innloggingsforsoek (tenant_id, brukernavn_hash, skjedde_at);
            CREATE UNIQUE INDEX apitoken_hash ON access_apitoken (tenant_id, token_hash);
            CREATE TRIGGER pliktdeling BEFORE INSERT ON access_sakhandling
              FOR EACH ROW EXECUTE FUNCTION samverk.pliktdeling();
            CREATE TRIGGER kun_avslutt BEFORE UPDATE ON access_grant
              FOR EACH ROW EXECUTE FUNCTION samverk.grant_only_ends();
            CREATE TRIGGER to_personer BEFORE INSERT ON access_grant
              FOR EACH ROW EXECUTE FUNCTION samverk.grant_two_persons();
            """,
            migrations.RunSQL.noop,
        ),
    ]
