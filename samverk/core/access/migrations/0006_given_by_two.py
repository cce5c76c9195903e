"""A grant given by hand comes from two persons only, and what ends may only become shorter."""

from django.db import migrations, models

from samverk.core.tenancy.migration import function

# A capability in a unit; without a unit, at the top of the institution.
KAN_FOR = """CREATE FUNCTION samverk.kan_for(kap text, enhet uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT coalesce(enhet, (
    SELECT v.enhet_id FROM organisation_orgenhetversjon v WHERE v.tenant_id = samverk.tenant()
      AND v.overordnet_id IS NULL AND v.gyldig @> samverk.today() LIMIT 1))
    IN (SELECT samverk.enheter(kap))
$$"""

# Of one person: the account's person, or the account itself where there is none.
PERSON = """CREATE FUNCTION samverk.person_av(bruker uuid) RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT coalesce(b.party_id, b.id) FROM access_bruker b
  WHERE b.tenant_id = samverk.tenant() AND b.id = bruker
$$"""

KUN_AVSLUTT = """CREATE OR REPLACE FUNCTION samverk.grant_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.tenant_id, NEW.bruker_id, NEW.rolle_id, NEW.omfang, NEW.enhet_id, NEW.omfang_id, NEW.kilde,
      NEW.tildelt_av, NEW.godkjent_av, NEW.begrunnelse, NEW.opprettet_at,
      -- A right that was never to be, or is withdrawn on its first day, becomes empty.
      CASE WHEN isempty(NEW.gyldig) THEN lower(OLD.gyldig) ELSE lower(NEW.gyldig) END)
     IS DISTINCT FROM
     (OLD.tenant_id, OLD.bruker_id, OLD.rolle_id, OLD.omfang, OLD.enhet_id, OLD.omfang_id, OLD.kilde,
      OLD.tildelt_av, OLD.godkjent_av, OLD.begrunnelse, OLD.opprettet_at, lower(OLD.gyldig)) THEN
    RAISE EXCEPTION 'uforanderlig: en tilgang kan bare avsluttes' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.kilde = 'auto' THEN RETURN NEW; END IF;  -- rebuilt from the position, in both directions
  IF NOT (NEW.gyldig <@ OLD.gyldig) OR coalesce(upper(NEW.gyldig) < samverk.today(), false)
     OR (isempty(NEW.gyldig) AND lower(OLD.gyldig) < samverk.today()) THEN
    RAISE EXCEPTION 'uforanderlig: en tilgang kan bare bli kortere, fra i dag' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

DELEGASJON = """CREATE FUNCTION samverk.delegasjon_holder() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF samverk.person_av(NEW.fra_id) = samverk.person_av(NEW.til_id) THEN
      RAISE EXCEPTION 'to_personer: ingen er sin egen stedfortreder' USING ERRCODE = 'SV003';
    END IF;
    IF NOT EXISTS (SELECT FROM access_bruker b WHERE b.tenant_id = NEW.tenant_id AND b.id = NEW.til_id
                   AND b.aktiv AND NOT b.is_maskin) THEN
      RAISE EXCEPTION 'ingen_tilgang: stedfortrederen har ingen konto' USING ERRCODE = 'SV403';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.avsluttet_at IS NOT NULL OR NEW.avsluttet_at IS NULL
     OR (NEW.id, NEW.tenant_id, NEW.fra_id, NEW.til_id, NEW.enhet_id, NEW.kapabiliteter, NEW.begrunnelse,
         NEW.opprettet_at, CASE WHEN isempty(NEW.gyldig) THEN lower(OLD.gyldig) ELSE lower(NEW.gyldig) END)
        IS DISTINCT FROM
        (OLD.id, OLD.tenant_id, OLD.fra_id, OLD.til_id, OLD.enhet_id, OLD.kapabiliteter, OLD.begrunnelse,
         OLD.opprettet_at, lower(OLD.gyldig))
     OR NOT (NEW.gyldig <@ OLD.gyldig) OR upper(OLD.gyldig) <= samverk.today()
     OR coalesce(upper(NEW.gyldig) < samverk.today(), false)
     OR (isempty(NEW.gyldig) AND lower(OLD.gyldig) < samverk.today()) THEN
    RAISE EXCEPTION 'uforanderlig: et stedfortrederskap kan bare avsluttes' USING ERRCODE = 'SV001';
  END IF;
  NEW.avsluttet_at := samverk.now();
  NEW.avsluttet_av := samverk.subject();
  RETURN NEW;
END $$"""

# As before; and a deputy has the conflicts of those the deputy stands in for, whatever hat is on:
# the deputy of the requester does not approve, and nobody whose deputy approved is the beneficiary.
PLIKTDELING = """CREATE OR REPLACE FUNCTION samverk.pliktdeling() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE annen text; deres uuid[] := '{}'; stedfortredere uuid[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.sak_id::text, 0));
  IF NEW.handling = 'mottaker' THEN
    SELECT coalesce(array_agg(til.party_id), '{}') INTO stedfortredere FROM access_delegasjon d
    JOIN access_bruker fra ON fra.tenant_id = d.tenant_id AND fra.id = d.fra_id
    JOIN access_bruker til ON til.tenant_id = d.tenant_id AND til.id = d.til_id
    WHERE d.tenant_id = NEW.tenant_id AND fra.party_id = NEW.party_id AND d.gyldig @> samverk.today();
  ELSE
    SELECT coalesce(array_agg(fra.party_id), '{}') INTO deres FROM access_delegasjon d
    JOIN access_bruker fra ON fra.tenant_id = d.tenant_id AND fra.id = d.fra_id
    JOIN access_bruker til ON til.tenant_id = d.tenant_id AND til.id = d.til_id
    WHERE d.tenant_id = NEW.tenant_id AND til.party_id = NEW.party_id AND d.gyldig @> samverk.today();
  END IF;
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
  SELECT h.handling INTO annen FROM access_sakhandling h
  WHERE h.tenant_id = NEW.tenant_id AND h.sak_type = NEW.sak_type AND h.sak_id = NEW.sak_id
    AND h.handling <> NEW.handling AND (h.party_id = ANY (deres) OR h.party_id = ANY (stedfortredere))
  LIMIT 1;
  IF annen IS NOT NULL THEN
    RAISE EXCEPTION 'pliktdeling: % og % i samme sak, med en stedfortreder', annen, NEW.handling
      USING ERRCODE = 'SV002', DETAIL = annen, HINT = 'stedfortreder';
  END IF;
  RETURN NEW;
END $$"""

RULES = """
ALTER TABLE access_rolle ADD CONSTRAINT rolle_gis CHECK (gis IN ('haand', 'stilling', 'maskin')),
  ADD CONSTRAINT rolle_sted CHECK (sted IN ('enhet', 'institusjonen'));
ALTER TABLE access_delegasjon DROP CONSTRAINT delegasjon_har_slutt,
  ADD CONSTRAINT delegasjon_har_slutt
    CHECK (NOT upper_inf(gyldig) AND (NOT isempty(gyldig) OR avsluttet_at IS NOT NULL));
ALTER TABLE access_delegasjon DROP CONSTRAINT delegasjon_aldri,
  ADD CONSTRAINT delegasjon_aldri CHECK (cardinality(kapabiliteter) > 0 AND NOT kapabiliteter && ARRAY[
    'lonn.kjoring.godkjenn','tilgang.tildel','tilgang.godkjenn','tilgang.resertifiser',
    'person.skjermet.les']::varchar[]);
CREATE TRIGGER holder BEFORE INSERT OR UPDATE ON access_delegasjon
  FOR EACH ROW EXECUTE FUNCTION samverk.delegasjon_holder();
CREATE INDEX delegasjon_til ON access_delegasjon (tenant_id, til_id);
CREATE INDEX bruker_navn ON access_bruker (tenant_id, samverk.sortname(visningsnavn), id);

-- The service user alone holds «tilgang.oppsett» (it holds everything): set-up and derived rights.
-- What is given by hand is written by the confirmation itself, as the owner of the tables.
DROP POLICY ny ON access_grant;
CREATE POLICY ny ON access_grant FOR INSERT TO samverk_app
  WITH CHECK (kilde <> 'manuell' AND (SELECT samverk.kan('tilgang.oppsett')));
DROP POLICY endre ON access_grant;
CREATE POLICY endre ON access_grant FOR UPDATE TO samverk_app
  USING ((SELECT samverk.kan('tilgang.oppsett')) OR (kilde <> 'auto' AND (
    samverk.kan_for('tilgang.tildel', enhet_id) OR samverk.kan_for('tilgang.resertifiser', enhet_id))));
DROP POLICY ny ON access_delegasjon;
CREATE POLICY ny ON access_delegasjon FOR INSERT TO samverk_app
  WITH CHECK (fra_id = (SELECT samverk.subject()));
DROP POLICY endre ON access_delegasjon;
CREATE POLICY endre ON access_delegasjon FOR UPDATE TO samverk_app
  USING ((SELECT samverk.subject()) IN (fra_id, til_id));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_formaal")]
    operations = [
        migrations.AddField("rolle", "gis", models.CharField(max_length=8, default="haand")),
        migrations.AddField("rolle", "sted", models.CharField(max_length=13, default="enhet")),
        migrations.AddField("grant", "avsluttet_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "grant", "avslutning", models.CharField(max_length=400, blank=True, default="")
        ),
        migrations.AddField("delegasjon", "avsluttet_at", models.DateTimeField(null=True)),
        migrations.AddField("delegasjon", "avsluttet_av", models.UUIDField(null=True)),
        function(KAN_FOR),
        function(PERSON),
        function(KUN_AVSLUTT),
        function(DELEGASJON),
        function(PLIKTDELING),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
