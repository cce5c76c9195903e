"""The rules of pay, held by the database: one state order, two persons, frozen lines.

Bulk-written tables (snapshot, line, result) check their keys and the freeze once per statement
through transition tables: a row-by-row foreign key would cost more than the calculation itself.
"""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

KJOERINGER_MINE = """CREATE FUNCTION samverk.mine_loennskjoeringer() RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT k.id FROM payroll_resultat r
  JOIN payroll_loennskjoering k ON k.id = r.kjoering_id AND k.tenant_id = r.tenant_id
  WHERE r.tenant_id = samverk.tenant() AND r.party_id = samverk.party()
    AND k.tilstand IN ('godkjent', 'betalt', 'bokfoert', 'meldt', 'lukket')
$$"""

PERSON = """CREATE FUNCTION samverk.loenn_person(bruker uuid) RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT coalesce(b.party_id, b.id) FROM access_bruker b
  WHERE b.tenant_id = samverk.tenant() AND b.id = bruker
$$"""

# What each state may become, and the capability that the step needs.
TILSTAND = """CREATE FUNCTION samverk.loennskjoering_tilstand() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE steg text; rett text; sperrer integer; sperre text;
BEGIN
  IF (NEW.tenant_id, NEW.art, NEW.aar, NEW.maaned, NEW.loepenr, NEW.utbetalingsdato, NEW.opprettet_av)
     IS DISTINCT FROM
     (OLD.tenant_id, OLD.art, OLD.aar, OLD.maaned, OLD.loepenr, OLD.utbetalingsdato, OLD.opprettet_av) THEN
    RAISE EXCEPTION 'uforanderlig: hva kjøringen gjelder, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.tilstand NOT IN ('aapen', 'beregnet', 'kontrollert') AND
     (NEW.antall, NEW.brutto_oere, NEW.skattetrekk_oere, NEW.netto_oere, NEW.arbeidsgiver_oere,
      NEW.regelsett_hash, NEW.satser, NEW.ubekreftede_satser, NEW.beregnet_av, NEW.beregnet_at,
      NEW.godkjent_av, NEW.godkjent_at)
     IS DISTINCT FROM
     (OLD.antall, OLD.brutto_oere, OLD.skattetrekk_oere, OLD.netto_oere, OLD.arbeidsgiver_oere,
      OLD.regelsett_hash, OLD.satser, OLD.ubekreftede_satser, OLD.beregnet_av, OLD.beregnet_at,
      OLD.godkjent_av, OLD.godkjent_at) THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er godkjent' USING ERRCODE = 'SV001';
  END IF;
  steg := OLD.tilstand || '>' || NEW.tilstand;
  IF OLD.tilstand = NEW.tilstand THEN RETURN NEW; END IF;
  rett := CASE
    WHEN steg IN ('aapen>beregnet', 'beregnet>kontrollert', 'kontrollert>beregnet', 'beregnet>aapen',
                  'kontrollert>aapen', 'bokfoert>meldt', 'meldt>lukket') THEN 'lonn.kjoring.klargjor'
    WHEN steg = 'kontrollert>godkjent' THEN 'lonn.kjoring.godkjenn'
    WHEN steg IN ('godkjent>betalt', 'betalt>bokfoert') THEN 'lonn.kjoring.utbetal'
  END;
  IF rett IS NULL THEN
    RAISE EXCEPTION 'tilstand: % er ikke et steg', steg USING ERRCODE = 'SV020', DETAIL = steg;
  END IF;
  IF NOT samverk.kan(rett) THEN
    RAISE EXCEPTION 'ingen_tilgang: % krever %', steg, rett USING ERRCODE = 'SV403', DETAIL = rett;
  END IF;
  IF steg = 'kontrollert>godkjent' THEN
    IF NEW.godkjent_av IS NULL OR NEW.beregnet_av IS NULL
       OR NEW.godkjent_av IS DISTINCT FROM samverk.subject()
       OR samverk.loenn_person(NEW.godkjent_av) = samverk.loenn_person(NEW.beregnet_av)
       OR samverk.loenn_person(NEW.godkjent_av) = samverk.loenn_person(NEW.kontrollert_av) THEN
      RAISE EXCEPTION 'to_personer: den som beregnet, kan ikke godkjenne' USING ERRCODE = 'SV003';
    END IF;
    SELECT string_agg(u, ', ') INTO sperre FROM unnest(NEW.ubekreftede_satser) u
    WHERE NOT coalesce(samverk.sats_bekreftet(split_part(u, '@', 1),
      split_part(split_part(u, '@', 2), '=', 1)::date, split_part(u, '=', 2)), false);
    IF sperre IS NOT NULL THEN
      RAISE EXCEPTION 'ubekreftet_sats: %', sperre USING ERRCODE = 'SV021', DETAIL = sperre;
    END IF;
    SELECT count(*) INTO sperrer FROM payroll_kontrollfunn f
    WHERE f.tenant_id = NEW.tenant_id AND f.kjoering_id = NEW.id AND f.alvor = 'stopp'
      AND f.forklart_at IS NULL;
    IF sperrer > 0 THEN
      RAISE EXCEPTION 'stopp: % kontroller stopper kjøringen', sperrer
        USING ERRCODE = 'SV022', DETAIL = sperrer::text;
    END IF;
  ELSIF steg = 'godkjent>betalt' AND (NEW.betalt_av IS NULL
       OR (NEW.betalt_av IS DISTINCT FROM samverk.subject() AND samverk.kind() <> 'maskin')
       OR samverk.loenn_person(NEW.betalt_av) IN (
          samverk.loenn_person(NEW.godkjent_av), samverk.loenn_person(NEW.beregnet_av))) THEN
    RAISE EXCEPTION 'to_personer: den som beregnet eller godkjente, kan ikke betale'
      USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""

# Runs that may still be written to; anything else refuses insert, change and deletion of its rows.
LAAST_NY = """CREATE FUNCTION samverk.loenn_ny_i_aapen() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant_id, kjoering_id FROM ny) n
    LEFT JOIN payroll_loennskjoering k ON k.id = n.kjoering_id AND k.tenant_id = n.tenant_id
    WHERE k.id IS NULL OR k.tilstand NOT IN ('aapen', 'beregnet', 'kontrollert')) THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er godkjent' USING ERRCODE = 'SV001';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant_id, kjoering_id, party_id FROM ny) n
    LEFT JOIN payroll_medlem m ON m.tenant_id = n.tenant_id AND m.kjoering_id = n.kjoering_id
      AND m.party_id = n.party_id AND m.status = 'med'
    WHERE m.id IS NULL) THEN
    RAISE EXCEPTION 'medlem: personen er ikke med i kjøringen' USING ERRCODE = 'SV023';
  END IF;
  RETURN NULL;
END $$"""

LAAST_BORT = """CREATE FUNCTION samverk.loenn_bort_fra_aapen() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant_id, kjoering_id FROM bort) b
    JOIN payroll_loennskjoering k ON k.id = b.kjoering_id AND k.tenant_id = b.tenant_id
    WHERE k.tilstand NOT IN ('aapen', 'beregnet', 'kontrollert')) THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er godkjent' USING ERRCODE = 'SV001';
  END IF;
  RETURN NULL;
END $$"""

LAAST_RAD = """CREATE FUNCTION samverk.loenn_rad_i_aapen() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE rad record; t text;
BEGIN
  IF TG_OP = 'DELETE' THEN rad := OLD; ELSE rad := NEW; END IF;
  SELECT k.tilstand INTO t FROM payroll_loennskjoering k
  WHERE k.id = rad.kjoering_id AND k.tenant_id = rad.tenant_id;
  IF t NOT IN ('aapen', 'beregnet', 'kontrollert') THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er godkjent' USING ERRCODE = 'SV001';
  END IF;
  RETURN rad;
END $$"""

ARTEFAKT = """CREATE FUNCTION samverk.loenn_artefakt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR
     (NEW.tenant_id, NEW.kjoering_id, NEW.type, NEW.noekkel, NEW.sha256, NEW.referanse_id, NEW.innhold,
      NEW.laget_at, NEW.laget_av)
     IS DISTINCT FROM
     (OLD.tenant_id, OLD.kjoering_id, OLD.type, OLD.noekkel, OLD.sha256, OLD.referanse_id, OLD.innhold,
      OLD.laget_at, OLD.laget_av) THEN
    RAISE EXCEPTION 'uforanderlig: det som er sendt, kan ikke endres' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""


def bulk(table: str) -> list[migrations.RunSQL | object]:
    """Close a bulk-written table: policies as `protect`, keys and freeze per statement."""
    own = "tenant_id = (SELECT samverk.tenant())"
    mine = (
        "(party_id = (SELECT samverk.party())"
        " AND kjoering_id IN (SELECT samverk.mine_loennskjoeringer()))"
    )
    read = f"(SELECT samverk.kan('lonn.slipp.les')) OR (SELECT samverk.kan('lonn.bilag.les')) OR {mine}"
    write = "(SELECT samverk.kan('lonn.kjoring.klargjor'))"
    return [
        migrations.RunSQL(
            f"""
            ALTER TABLE {table} ALTER COLUMN id SET DEFAULT uuidv7();
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY eier ON {table} TO samverk_owner USING (true) WITH CHECK (true);
            REVOKE ALL ON {table} FROM PUBLIC;
            GRANT SELECT, INSERT, DELETE ON {table} TO samverk_app;
            CREATE POLICY tenant ON {table} AS RESTRICTIVE TO samverk_app USING ({own}) WITH CHECK ({own});
            CREATE POLICY les ON {table} FOR SELECT TO samverk_app USING ({read});
            CREATE POLICY ny ON {table} FOR INSERT TO samverk_app WITH CHECK ({write});
            CREATE POLICY slett ON {table} FOR DELETE TO samverk_app USING ({write});
            CREATE TRIGGER ny_i_aapen AFTER INSERT ON {table} REFERENCING NEW TABLE AS ny
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.loenn_ny_i_aapen();
            CREATE TRIGGER bort_fra_aapen AFTER DELETE ON {table} REFERENCING OLD TABLE AS bort
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.loenn_bort_fra_aapen();
            CREATE TRIGGER uforanderlig BEFORE UPDATE ON {table}
              FOR EACH ROW EXECUTE FUNCTION samverk.refuse_change();
            CREATE TRIGGER utoemmelig BEFORE TRUNCATE ON {table}
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
            """,
            migrations.RunSQL.noop,
        )
    ]


KJOERING_SKRIV = (
    "(SELECT samverk.kan('lonn.kjoring.klargjor')) OR (SELECT samverk.kan('lonn.kjoring.godkjenn'))"
    " OR (SELECT samverk.kan('lonn.kjoring.utbetal'))"
)
KJOERING_LES = "(SELECT samverk.kan('lonn.kjoring.les'))"
GRUNNLAG = "(SELECT samverk.kan('lonn.grunnlag.les'))"
KLARGJOR = "(SELECT samverk.kan('lonn.kjoring.klargjor'))"


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0001_initial"),
        ("access", "0003_rules"),
        ("audit", "0001_initial"),
        ("confirmations", "0002_rules"),
    ]
    operations = [
        function(KJOERINGER_MINE),
        function(PERSON),
        function(TILSTAND),
        function(LAAST_NY),
        function(LAAST_BORT),
        function(LAAST_RAD),
        function(ARTEFAKT),
        protect(
            "payroll_skattekort", update=False, write=GRUNNLAG,
            read=f"party_id = (SELECT samverk.party()) OR {GRUNNLAG}",
        ),
        append_only("payroll_skattekort"),
        protect(
            "payroll_utbetalingskonto", update=False, read=KJOERING_LES,
            write="(SELECT samverk.kan('okonomi.kontoplan.skriv'))",
        ),
        append_only("payroll_utbetalingskonto"),
        audited("payroll_utbetalingskonto"),
        protect(
            "payroll_loennsforhold", write=GRUNNLAG,
            read=f"party_id = (SELECT samverk.party()) OR {GRUNNLAG}",
        ),
        protect(
            "payroll_loennskjoering", write=KJOERING_SKRIV,
            read=f"{KJOERING_LES} OR id IN (SELECT samverk.mine_loennskjoeringer())",
        ),
        protect(
            "payroll_medlem", write=KLARGJOR, delete=True,
            read=f"{KJOERING_LES} OR party_id = (SELECT samverk.party())",
        ),
        protect("payroll_kontrollfunn", write=KLARGJOR, read=KJOERING_LES, delete=True),
        protect(
            "payroll_artefakt", write=KJOERING_SKRIV,
            read=f"{KJOERING_LES} OR (type = 'slipp' AND noekkel = (SELECT samverk.party())::text)",
        ),
        *bulk("payroll_inndata"),
        *bulk("payroll_loennslinje"),
        *bulk("payroll_resultat"),
        audited("payroll_skattekort"),
        audited("payroll_loennsforhold"),
        audited("payroll_loennskjoering"),
        tenant_fk("payroll_skattekort", "party_id", "parties_party"),
        tenant_fk("payroll_loennsforhold", "party_id", "parties_party"),
        tenant_fk("payroll_medlem", "kjoering_id", "payroll_loennskjoering"),
        tenant_fk("payroll_kontrollfunn", "kjoering_id", "payroll_loennskjoering"),
        tenant_fk("payroll_artefakt", "kjoering_id", "payroll_loennskjoering"),
        migrations.RunSQL(
            """
            ALTER TABLE payroll_skattekort ALTER COLUMN id SET DEFAULT uuidv7();
            ALTER TABLE payroll_medlem ALTER COLUMN id SET DEFAULT uuidv7();
            ALTER TABLE payroll_kontrollfunn ALTER COLUMN id SET DEFAULT uuidv7();
            ALTER TABLE payroll_loennskjoering
              ADD CONSTRAINT kjoering_art CHECK (art IN ('ordinaer','utenom','forskudd','korreksjon')),
              ADD CONSTRAINT kjoering_maaned CHECK (maaned BETWEEN 1 AND 12),
              ADD CONSTRAINT kjoering_ordinaer_er_en CHECK (art <> 'ordinaer' OR loepenr = 1),
              ADD CONSTRAINT kjoering_tilstand CHECK (tilstand IN ('aapen','beregnet','kontrollert',
                'godkjent','betalt','bokfoert','meldt','lukket'));
            ALTER TABLE payroll_medlem ADD CONSTRAINT medlem_status CHECK (status IN ('med','tatt_ut'));
            ALTER TABLE payroll_kontrollfunn ADD CONSTRAINT funn_alvor CHECK (alvor IN ('stopp','varsel')),
              ADD CONSTRAINT funn_kan_forklares CHECK (forklart_at IS NULL OR alvor = 'varsel'
                OR kontroll IN ('skattekort_mangler', 'frikort_uten_beloep'));
            ALTER TABLE payroll_artefakt
              ADD CONSTRAINT artefakt_type CHECK (type IN ('pain001','bilag','amelding','slipp')),
              ADD CONSTRAINT artefakt_status CHECK (status IN ('laget','sendt','mottatt','avvist'));
            ALTER TABLE payroll_resultat
              ADD CONSTRAINT resultat_netto CHECK (netto_oere >= 0);
            CREATE UNIQUE INDEX medlem_betales_en_gang ON payroll_medlem (tenant_id, party_id, noekkel)
              WHERE status = 'med';
            CREATE INDEX skattekort_nyeste ON payroll_skattekort (tenant_id, inntektsaar, party_id, versjon DESC);
            CREATE INDEX loennsforhold_party ON payroll_loennsforhold (tenant_id, party_id);
            CREATE UNIQUE INDEX inndata_en ON payroll_inndata (tenant_id, kjoering_id, party_id);
            CREATE UNIQUE INDEX resultat_en ON payroll_resultat (tenant_id, kjoering_id, party_id);
            CREATE INDEX resultat_party ON payroll_resultat (tenant_id, party_id, utbetalingsdato);
            CREATE UNIQUE INDEX linje_en ON payroll_loennslinje (tenant_id, kjoering_id, party_id, nr);
            CREATE INDEX linje_kilde ON payroll_loennslinje (tenant_id, kilde) WHERE kilde <> '';
            CREATE INDEX linje_forskudd ON payroll_loennslinje (tenant_id, party_id)
              WHERE loennsart IN ('2500', '2510');
            CREATE TRIGGER tilstand BEFORE UPDATE ON payroll_loennskjoering
              FOR EACH ROW EXECUTE FUNCTION samverk.loennskjoering_tilstand();
            CREATE TRIGGER kan_ikke_slettes BEFORE DELETE ON payroll_loennskjoering
              FOR EACH ROW EXECUTE FUNCTION samverk.refuse_change();
            CREATE TRIGGER i_aapen BEFORE INSERT OR UPDATE OR DELETE ON payroll_kontrollfunn
              FOR EACH ROW EXECUTE FUNCTION samverk.loenn_rad_i_aapen();
            CREATE TRIGGER bort_fra_aapen AFTER DELETE ON payroll_medlem REFERENCING OLD TABLE AS bort
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.loenn_bort_fra_aapen();
            CREATE TRIGGER i_aapen BEFORE INSERT OR UPDATE ON payroll_medlem
              FOR EACH ROW EXECUTE FUNCTION samverk.loenn_rad_i_aapen();
            CREATE TRIGGER bare_status BEFORE UPDATE OR DELETE ON payroll_artefakt
              FOR EACH ROW EXECUTE FUNCTION samverk.loenn_artefakt();
            """,
            migrations.RunSQL.noop,
        ),
    ]
