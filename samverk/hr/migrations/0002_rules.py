"""Two time axes, who sees whom, and the rules of contracts and hours, held by the database."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"
LES = "hr.arbeidsforhold.les"

# Screened persons do not exist for others, on every table with party_id: testing it on the party
# alone would leak their positions. Evaluated once per query as a hashed set, nearly always empty.
SKJULTE = f"""CREATE FUNCTION samverk.skjulte_personer() RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT id FROM parties_party WHERE tenant_id = samverk.tenant() AND skjermet > 0
    AND NOT samverk.ser_skjermet(id)
$$"""

# History counts: who led the unit may still see the employment that was there.
ARBEIDSFORHOLD_I = f"""CREATE FUNCTION samverk.hr_arbeidsforhold_i(kap text) RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT DISTINCT v.arbeidsforhold_id FROM hr_besettelseversjon v
  WHERE v.tenant_id = samverk.tenant() AND upper_inf(v.registrert)
    AND v.enhet_id IN (SELECT samverk.enheter(kap))
$$"""
BESETTELSER_I = f"""CREATE FUNCTION samverk.hr_besettelser_i(kap text) RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT DISTINCT v.besettelse_id FROM hr_besettelseversjon v
  WHERE v.tenant_id = samverk.tenant() AND upper_inf(v.registrert)
    AND v.enhet_id IN (SELECT samverk.enheter(kap))
$$"""

NUMMER = f"""CREATE FUNCTION samverk.hr_trekk_nummer(serie text, antall int) RETURNS bigint LANGUAGE sql {DEFINER} AS $$
  INSERT INTO hr_nummerserie (id, tenant_id, navn, neste)
  VALUES (uuidv7(), samverk.tenant(), serie, antall + 1)
  ON CONFLICT (tenant_id, navn) DO UPDATE SET neste = hr_nummerserie.neste + antall
  RETURNING neste - antall
$$"""

# A version is closed once and otherwise never touched. Two corrections at the same instant leave
# an empty system period on the middle one: it was never known, and no read finds it.
BARE_LUKKES = """CREATE FUNCTION samverk.hr_bare_lukkes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NOT upper_inf(OLD.registrert) OR upper_inf(NEW.registrert)
     OR to_jsonb(NEW) - '{registrert,gjelder}'::text[] <> to_jsonb(OLD) - '{registrert,gjelder}'::text[]
     OR (NOT isempty(NEW.registrert) AND lower(NEW.registrert) <> lower(OLD.registrert)) THEN
    RAISE EXCEPTION 'uforanderlig: en versjon kan bare lukkes' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

KONTERING = f"""CREATE FUNCTION samverk.hr_kontering_sum() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE feil record;
BEGIN
  SELECT p.dag, coalesce(sum(k.andel), 0) AS andel INTO feil
  FROM (
    SELECT lower(gjelder) AS dag FROM hr_kontering
    WHERE tenant_id = NEW.tenant_id AND besettelse_id = NEW.besettelse_id AND gjelder IS NOT NULL
    UNION SELECT upper(gjelder) FROM hr_kontering
    WHERE tenant_id = NEW.tenant_id AND besettelse_id = NEW.besettelse_id AND NOT upper_inf(gjelder)
    UNION SELECT lower(gjelder) FROM hr_besettelseversjon
    WHERE tenant_id = NEW.tenant_id AND besettelse_id = NEW.besettelse_id AND gjelder IS NOT NULL
  ) p
  JOIN hr_besettelseversjon v ON v.tenant_id = NEW.tenant_id AND v.besettelse_id = NEW.besettelse_id
    AND v.gjelder @> p.dag
  LEFT JOIN hr_kontering k ON k.tenant_id = NEW.tenant_id AND k.besettelse_id = NEW.besettelse_id
    AND k.gjelder @> p.dag
  GROUP BY p.dag HAVING coalesce(sum(k.andel), 0) <> 100 ORDER BY p.dag LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'kontering_sum: % prosent den %', feil.andel, feil.dag
      USING ERRCODE = 'SV012', DETAIL = feil.andel || ' ' || feil.dag;
  END IF;
  RETURN NULL;
END $$"""

OVERGANG = """CREATE FUNCTION samverk.hr_overgang() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> NEW.status AND NOT (OLD.status || '>' || NEW.status = ANY (TG_ARGV)) THEN
    RAISE EXCEPTION 'overgang: % til %', OLD.status, NEW.status
      USING ERRCODE = 'SV011', DETAIL = OLD.status;
  END IF;
  RETURN NEW;
END $$"""

# What is signed is what was shown: from the moment it is sent, only its fate can be filled in.
KONTRAKT_LAAST = """CREATE FUNCTION samverk.hr_kontrakt_laast() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fri text[] := '{status,signert_at,arbeidsforhold_id,besettelse_id}';
BEGIN
  IF OLD.status <> 'utkast' AND (to_jsonb(NEW) - fri <> to_jsonb(OLD) - fri
     OR (OLD.arbeidsforhold_id IS NOT NULL AND NEW.arbeidsforhold_id IS DISTINCT FROM OLD.arbeidsforhold_id)
     OR (OLD.besettelse_id IS NOT NULL AND NEW.besettelse_id IS DISTINCT FROM OLD.besettelse_id)
     OR (OLD.signert_at IS NOT NULL AND NEW.signert_at IS DISTINCT FROM OLD.signert_at)) THEN
    RAISE EXCEPTION 'uforanderlig: kontrakten er sendt til signering' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

# What was approved is what is carried out.
ANSETTELSE_LAAST = """CREATE FUNCTION samverk.hr_ansettelse_laast() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fri text[] := '{status,sak_id,instans_id,besluttet_at,besluttet_av_id,retur_grunn}';
BEGIN
  IF OLD.status NOT IN ('bestilt', 'returnert') AND to_jsonb(NEW) - fri <> to_jsonb(OLD) - fri THEN
    RAISE EXCEPTION 'uforanderlig: ansettelsen er besluttet' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

# One check for a whole statement. Person and contract are locked first, so that two simultaneous
# registrations see each other.
TIMER = f"""CREATE FUNCTION samverk.hr_timer_regler() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE ider uuid[]; r record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(id) INTO ider FROM nye;
  ELSE
    SELECT array_agg(n.id) INTO ider FROM nye n JOIN gamle g ON g.id = n.id
    WHERE (n.dato, n.minutter, n.kontrakt_id, n.party_id) IS DISTINCT FROM (g.dato, g.minutter, g.kontrakt_id, g.party_id)
      OR (g.status = 'returnert' AND n.status <> 'returnert');
  END IF;
  IF ider IS NULL THEN RETURN NULL; END IF;
  PERFORM FROM parties_party WHERE id IN (SELECT party_id FROM nye) ORDER BY id FOR NO KEY UPDATE;
  PERFORM FROM hr_kontrakt WHERE id IN (SELECT kontrakt_id FROM nye) ORDER BY id FOR NO KEY UPDATE;
  FOR r IN
    SELECT CASE
        WHEN k.status <> 'signert' OR k.type <> 'T1' OR k.party_id <> t.party_id OR k.enhet_id <> t.enhet_id THEN 'SV024'
        WHEN NOT k.gyldig @> t.dato THEN 'SV020'
        WHEN t.dato > (t.foert_at AT TIME ZONE 'Europe/Oslo')::date THEN 'SV025'
        -- Hours worked inside the contract can be claimed for six months after its end.
        WHEN (t.foert_at AT TIME ZONE 'Europe/Oslo')::date >= upper(k.gyldig) + interval '6 months' THEN 'SV023'
      END AS kode, t.dato
    FROM hr_timeregistrering t JOIN hr_kontrakt k ON k.id = t.kontrakt_id WHERE t.id = ANY (ider)
  LOOP
    IF r.kode IS NOT NULL THEN
      RAISE EXCEPTION 'timer: %', r.dato USING ERRCODE = r.kode, DETAIL = r.dato;
    END IF;
  END LOOP;
  SELECT k.budsjett_minutter - sum(t.minutter) AS rest INTO r
  FROM hr_timeregistrering t JOIN hr_kontrakt k ON k.id = t.kontrakt_id
  WHERE t.kontrakt_id IN (SELECT kontrakt_id FROM nye) AND t.status <> 'returnert'
  GROUP BY k.id, k.budsjett_minutter HAVING sum(t.minutter) > k.budsjett_minutter LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'timer: over kontrakten' USING ERRCODE = 'SV021', DETAIL = -r.rest;
  END IF;
  SELECT t.dato INTO r FROM hr_timeregistrering t
  WHERE (t.party_id, t.dato) IN (SELECT party_id, dato FROM nye) AND t.status <> 'returnert'
  GROUP BY t.party_id, t.dato HAVING sum(t.minutter) > 1440 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'timer: over døgnet' USING ERRCODE = 'SV022', DETAIL = r.dato;
  END IF;
  RETURN NULL;
END $$"""

SLETT_TIMER = """CREATE FUNCTION samverk.hr_timer_slett() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'foert' THEN
    RAISE EXCEPTION 'uforanderlig: timene er sendt' USING ERRCODE = 'SV001';
  END IF;
  RETURN OLD;
END $$"""

# What another institution knows about a person who consented there. The token is a keyed hash that
# only the running platform can make, from a number the person has just proved to be theirs.
GJENKJENN = f"""CREATE FUNCTION samverk.hr_gjenkjenn(merke bytea) RETURNS TABLE (kortnavn text, navn text, spraak text, har_konto boolean)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT t.kortnavn, p.navn, p.spraak, EXISTS (
    SELECT FROM parties_identifikator i WHERE i.tenant_id = p.tenant_id AND i.party_id = p.id
      AND i.type = 'kontonummer' AND i.gyldig @> samverk.today())
  FROM hr_gjenkjenning g
  JOIN tenancy_tenant t ON t.id = g.tenant_id
  JOIN parties_party p ON p.tenant_id = g.tenant_id AND p.id = g.party_id AND p.skjermet = 0
  CROSS JOIN LATERAL (
    SELECT s.gitt FROM parties_samtykke s
    WHERE s.tenant_id = g.tenant_id AND s.party_id = g.party_id AND s.formaal = 'gjenkjenning'
    ORDER BY s.registrert_at DESC, s.id DESC LIMIT 1) siste
  WHERE g.token = merke AND siste.gitt AND g.tenant_id <> samverk.tenant()
    AND samverk.party() IS NOT NULL
  ORDER BY g.gitt_at
$$"""

VERSJONER = {
    "hr_stillingversjon": ("stilling_id",),
    "hr_arbeidsforholdversjon": ("arbeidsforhold_id",),
    "hr_besettelseversjon": ("besettelse_id",),
    "hr_kontering": ("besettelse_id", "linje"),
    "hr_loennsavtale": ("besettelse_id",),
}
MED_PERSON = [
    "hr_arbeidsforhold", "hr_arbeidsforholdversjon", "hr_stillingsbesettelse",
    "hr_besettelseversjon", "hr_kontering", "hr_loennsavtale", "hr_ansettelse", "hr_kontrakt",
    "hr_signatur", "hr_gjenkjenning", "hr_timeliste", "hr_timeregistrering", "hr_forskudd",
]


def versjon(table: str, key: tuple[str, ...]) -> migrations.RunSQL:
    """Add `gjelder`, the overlap keys of both axes and the lock to a versions table."""
    columns = ", ".join(key)
    same = ", ".join(f"{column} WITH =" for column in ("tenant_id", *key))
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD COLUMN gjelder daterange
          GENERATED ALWAYS AS (CASE WHEN upper_inf(registrert) THEN gyldig END) STORED;
        ALTER TABLE {table}
          ADD CONSTRAINT {table}_gyldig CHECK (NOT isempty(gyldig) AND NOT lower_inf(gyldig)),
          ADD CONSTRAINT {table}_registrert CHECK (isempty(registrert) OR NOT lower_inf(registrert)),
          ADD CONSTRAINT {table}_ikke_uendelig CHECK (upper(registrert) IS NULL OR upper(registrert) < 'infinity'),
          ADD CONSTRAINT {table}_overlapper UNIQUE (tenant_id, {columns}, gjelder WITHOUT OVERLAPS),
          ADD CONSTRAINT {table}_kjent_en_gang
            EXCLUDE USING gist ({same}, gyldig WITH &&, registrert WITH &&) DEFERRABLE INITIALLY DEFERRED;
        CREATE TRIGGER bare_lukkes BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION samverk.hr_bare_lukkes();
        CREATE TRIGGER utoemmelig BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_change();
        """,
        migrations.RunSQL.noop,
    )


def inside(table: str, column: str, parent: str) -> migrations.RunSQL:
    """Refuse a child outside its parent's current period."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_i_perioden"
        f" FOREIGN KEY (tenant_id, {column}, PERIOD gjelder)"
        f" REFERENCES {parent} (tenant_id, {column}, PERIOD gjelder) DEFERRABLE INITIALLY DEFERRED",
        migrations.RunSQL.noop,
    )


def status(table: str, words: str, *moves: str) -> migrations.RunSQL:
    """Close the words of a status and the moves between them."""
    listed = ", ".join(f"'{word}'" for word in words.split())
    arguments = ", ".join(f"'{move}'" for move in moves)
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_status CHECK (status IN ({listed}));"
        f" CREATE TRIGGER overgang BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION samverk.hr_overgang({arguments})",
        migrations.RunSQL.noop,
    )


def skjermet(table: str) -> migrations.RunSQL:
    """Hide screened persons' rows from everyone who may not know that they exist."""
    return migrations.RunSQL(
        f"CREATE POLICY skjermet ON {table} AS RESTRICTIVE TO samverk_app"
        " USING (party_id NOT IN (SELECT samverk.skjulte_personer()))",
        migrations.RunSQL.noop,
    )


EGEN = "party_id = (SELECT samverk.party())"
SKRIV = "(SELECT samverk.kan('hr.arbeidsforhold.skriv'))"
I_ENHET = "enhet_id IN (SELECT samverk.enheter('{}'))"
LOENN = "(SELECT samverk.kan('lonn.kjoring.klargjor')) OR (SELECT samverk.kan('lonn.kjoring.godkjenn'))"
TIMER_LES = f"{EGEN} OR {I_ENHET.format(LES)} OR {I_ENHET.format('hr.timeliste.godkjenn')}"
TIMER_SKRIV = f"{EGEN} OR {I_ENHET.format('hr.timeliste.godkjenn')} OR {LOENN}"
KONTRAKT_LES = f"{TIMER_LES} OR {I_ENHET.format('hr.kontrakt.les.3')}"
ANSETTELSE = (
    f"{EGEN} OR {I_ENHET.format('hr.ansettelse.bestill')} OR {I_ENHET.format(LES)}"
    f" OR {I_ENHET.format('hr.arbeidsforhold.godkjenn')} OR {I_ENHET.format('hr.rekruttering.vedta')}"
)
ANSETTELSE_SKRIV = (
    f"{I_ENHET.format('hr.ansettelse.bestill')} OR {I_ENHET.format('hr.arbeidsforhold.godkjenn')}"
    f" OR {I_ENHET.format('hr.rekruttering.vedta')} OR {SKRIV}"
)
VIA_ARBEIDSFORHOLD = f"{EGEN} OR {{}} IN (SELECT samverk.hr_arbeidsforhold_i('{LES}'))"
VIA_BESETTELSE = f"{EGEN} OR {{}} IN (SELECT samverk.hr_besettelser_i('{LES}'))"
# A row one has just written must be seen by RETURNING before its holding is known.
NY = f" OR {SKRIV}"


class Migration(migrations.Migration):
    dependencies = [
        ("hr", "0001_initial"),
        ("access", "0003_rules"),
        ("audit", "0001_initial"),
        ("organisation", "0002_rules"),
        ("parties", "0002_rules"),
    ]
    operations = [
        function(SKJULTE),
        function(ARBEIDSFORHOLD_I),
        function(BESETTELSER_I),
        function(NUMMER),
        function(BARE_LUKKES),
        function(KONTERING),
        function(OVERGANG),
        function(KONTRAKT_LAAST),
        function(ANSETTELSE_LAAST),
        function(TIMER),
        function(SLETT_TIMER),
        function(GJENKJENN),
        migrations.RunSQL(
            "CREATE INDEX party_skjermet ON parties_party (tenant_id) WHERE skjermet > 0",
            migrations.RunSQL.noop,
        ),
        protect("hr_nummerserie", write="false"),
        protect("hr_stilling", update=False, write=SKRIV),
        protect("hr_stillingversjon", write=SKRIV),
        protect("hr_arbeidsforhold", update=False, read=VIA_ARBEIDSFORHOLD.format("id") + NY, write=SKRIV),
        protect("hr_arbeidsforholdversjon", read=VIA_ARBEIDSFORHOLD.format("arbeidsforhold_id") + NY, write=SKRIV),
        protect("hr_stillingsbesettelse", update=False, read=VIA_BESETTELSE.format("id") + NY, write=SKRIV),
        protect("hr_besettelseversjon", read=f"{EGEN} OR {I_ENHET.format(LES)}", write=SKRIV),
        protect("hr_kontering", read=VIA_BESETTELSE.format("besettelse_id") + NY, write=SKRIV),
        protect("hr_loennsavtale", read=VIA_BESETTELSE.format("besettelse_id") + NY, write=SKRIV),
        protect("hr_ansettelse", read=ANSETTELSE, write=ANSETTELSE_SKRIV),
        protect("hr_kontrakt", read=KONTRAKT_LES, write=f"{EGEN} OR {SKRIV}"),
        protect("hr_signatur", update=False, read=f"{EGEN} OR (SELECT samverk.kan('hr.kontrakt.les.3'))", write=EGEN + NY),
        protect("hr_gjenkjenning", update=False, read=EGEN, write=EGEN),
        protect("hr_timeliste", read=TIMER_LES, write=TIMER_SKRIV),
        protect("hr_timeregistrering", delete=True, read=TIMER_LES, write=TIMER_SKRIV),
        protect("hr_forskudd", update=False, read=TIMER_LES, write=TIMER_SKRIV),
        *[skjermet(table) for table in MED_PERSON],
        tenant_fk("hr_stillingversjon", "stilling_id", "hr_stilling"),
        tenant_fk("hr_stillingversjon", "enhet_id", "organisation_orgenhet"),
        tenant_fk("hr_arbeidsforholdversjon", "arbeidsforhold_id", "hr_arbeidsforhold"),
        tenant_fk("hr_stillingsbesettelse", "arbeidsforhold_id", "hr_arbeidsforhold"),
        tenant_fk("hr_besettelseversjon", "besettelse_id", "hr_stillingsbesettelse"),
        tenant_fk("hr_besettelseversjon", "enhet_id", "organisation_orgenhet"),
        tenant_fk("hr_kontering", "besettelse_id", "hr_stillingsbesettelse"),
        tenant_fk("hr_loennsavtale", "besettelse_id", "hr_stillingsbesettelse"),
        tenant_fk("hr_ansettelse", "enhet_id", "organisation_orgenhet"),
        tenant_fk("hr_ansettelse", "bestilt_av_id", "access_bruker"),
        tenant_fk("hr_ansettelse", "besluttet_av_id", "access_bruker"),
        tenant_fk("hr_kontrakt", "ansettelse_id", "hr_ansettelse"),
        tenant_fk("hr_kontrakt", "arbeidsforhold_id", "hr_arbeidsforhold"),
        tenant_fk("hr_kontrakt", "besettelse_id", "hr_stillingsbesettelse"),
        tenant_fk("hr_kontrakt", "enhet_id", "organisation_orgenhet"),
        tenant_fk("hr_signatur", "kontrakt_id", "hr_kontrakt"),
        tenant_fk("hr_timeliste", "kontrakt_id", "hr_kontrakt"),
        tenant_fk("hr_timeregistrering", "kontrakt_id", "hr_kontrakt"),
        tenant_fk("hr_timeregistrering", "timeliste_id", "hr_timeliste"),
        tenant_fk("hr_forskudd", "kontrakt_id", "hr_kontrakt"),
        *[tenant_fk(table, "party_id", "parties_party") for table in MED_PERSON],
        *[versjon(table, key) for table, key in VERSJONER.items()],
        inside("hr_besettelseversjon", "arbeidsforhold_id", "hr_arbeidsforholdversjon"),
        inside("hr_besettelseversjon", "stilling_id", "hr_stillingversjon"),
        inside("hr_kontering", "besettelse_id", "hr_besettelseversjon"),
        inside("hr_loennsavtale", "besettelse_id", "hr_besettelseversjon"),
        status(
            "hr_ansettelse",
            "bestilt returnert godkjent kontrakt signert registrert trukket",
            "bestilt>godkjent", "bestilt>returnert", "returnert>bestilt", "godkjent>kontrakt",
            "kontrakt>signert", "signert>registrert",
            "bestilt>trukket", "returnert>trukket", "godkjent>trukket", "kontrakt>trukket",
        ),
        status(
            "hr_kontrakt", "utkast til_signering signert trukket",
            "utkast>til_signering", "utkast>trukket", "til_signering>signert", "til_signering>trukket",
        ),
        status(
            "hr_timeliste", "innsendt godkjent returnert utbetalt",
            "innsendt>godkjent", "innsendt>returnert", "godkjent>utbetalt",
        ),
        status(
            "hr_timeregistrering", "foert innsendt godkjent returnert utbetalt",
            "foert>innsendt", "innsendt>godkjent", "innsendt>returnert", "returnert>innsendt",
            "returnert>foert", "godkjent>utbetalt",
        ),
        append_only("hr_signatur"),
        append_only("hr_gjenkjenning"),
        append_only("hr_forskudd"),
        # Versions carry their own trace (registrert, registrert_av, grunnlag) on every row.
        *[
            audited(table)
            for table in (
                "hr_arbeidsforhold", "hr_ansettelse", "hr_kontrakt", "hr_signatur",
                "hr_gjenkjenning", "hr_timeliste", "hr_forskudd",
            )
        ],
        migrations.RunSQL(
            """
            ALTER TABLE hr_besettelseversjon
              ADD CONSTRAINT hr_en_hoved EXCLUDE USING gist
                (tenant_id WITH =, arbeidsforhold_id WITH =, gjelder WITH &&) WHERE (type = 'HOVED'),
              ADD CONSTRAINT hr_besettelse_type CHECK (type IN ('HOVED','TILL','FUNG','STEDF','XT1')),
              ADD CONSTRAINT hr_besettelse_prosent CHECK (prosent BETWEEN 0 AND 100);
            ALTER TABLE hr_stillingversjon
              ADD CONSTRAINT hr_stillingskode_form CHECK (stillingskode ~ '^[0-9]{4}$'),
              ADD CONSTRAINT hr_yrkeskode_form CHECK (yrkeskode ~ '^([0-9]{7})?$');
            ALTER TABLE hr_kontering
              ADD CONSTRAINT hr_kontering_andel CHECK (andel > 0 AND andel <= 100),
              ADD CONSTRAINT hr_kontering_koststed CHECK (koststed ~ '^[0-9]{8}$'),
              ADD CONSTRAINT hr_kontering_delprosjekt CHECK (delprosjekt ~ '^([0-9]{9})?$');
            ALTER TABLE hr_loennsavtale ADD CONSTRAINT hr_loenn_en_av_to CHECK (
              (slag = 'maaned' AND aarsloenn_oere > 0 AND timesats_oere IS NULL)
              OR (slag = 'time' AND timesats_oere > 0 AND aarsloenn_oere IS NULL));
            ALTER TABLE hr_ansettelse
              ADD CONSTRAINT hr_ansettelse_type CHECK (kontrakttype IN ('T1','T2','T3')),
              ADD CONSTRAINT hr_ansettelse_periode CHECK (NOT isempty(gyldig) AND NOT lower_inf(gyldig)
                AND (kontrakttype = 'T3' OR NOT upper_inf(gyldig))),
              ADD CONSTRAINT hr_ansettelse_timer CHECK (kontrakttype <> 'T1'
                OR (minutter > 0 AND timesats_oere > 0));
            ALTER TABLE hr_kontrakt
              ADD CONSTRAINT hr_kontrakt_type CHECK (type IN ('T1','T2','T3')),
              ADD CONSTRAINT hr_kontrakt_periode CHECK (NOT isempty(gyldig)),
              ADD CONSTRAINT hr_kontrakt_signert CHECK ((status = 'signert') = (signert_at IS NOT NULL));
            ALTER TABLE hr_timeliste
              ADD CONSTRAINT hr_timeliste_ikke_egen CHECK (godkjent_party_id IS DISTINCT FROM party_id
                OR godkjent_party_id IS NULL),
              ADD CONSTRAINT hr_timeliste_hvem CHECK (status NOT IN ('godkjent','utbetalt')
                OR godkjent_party_id IS NOT NULL);
            ALTER TABLE hr_timeregistrering
              ADD CONSTRAINT hr_timer_antall CHECK (minutter BETWEEN 1 AND 1440),
              ADD CONSTRAINT hr_timer_klokke CHECK (tidsrom IS NULL OR tidsrom <@ int4range(0, 1440)),
              -- The person, not the contract: nobody works twice in the same hour.
              ADD CONSTRAINT hr_timer_to_ganger EXCLUDE USING gist
                (tenant_id WITH =, party_id WITH =, dato WITH =, tidsrom WITH &&)
                WHERE (status <> 'returnert' AND tidsrom IS NOT NULL);
            CREATE UNIQUE INDEX hr_timer_uten_klokke ON hr_timeregistrering
              (tenant_id, kontrakt_id, dato, aktivitet) WHERE tidsrom IS NULL AND status <> 'returnert';
            ALTER TABLE hr_forskudd ADD CONSTRAINT hr_forskudd_beloep CHECK (beloep_oere > 0);
            CREATE CONSTRAINT TRIGGER hr_kontering_sum AFTER INSERT OR UPDATE ON hr_kontering
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION samverk.hr_kontering_sum();
            CREATE CONSTRAINT TRIGGER hr_besettelse_kontert AFTER INSERT OR UPDATE ON hr_besettelseversjon
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION samverk.hr_kontering_sum();
            CREATE TRIGGER laast BEFORE UPDATE ON hr_kontrakt
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_kontrakt_laast();
            CREATE TRIGGER laast BEFORE UPDATE ON hr_ansettelse
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_ansettelse_laast();
            CREATE TRIGGER timer_ny AFTER INSERT ON hr_timeregistrering
              REFERENCING NEW TABLE AS nye FOR EACH STATEMENT EXECUTE FUNCTION samverk.hr_timer_regler();
            CREATE TRIGGER timer_endret AFTER UPDATE ON hr_timeregistrering
              REFERENCING OLD TABLE AS gamle NEW TABLE AS nye
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.hr_timer_regler();
            CREATE TRIGGER slett BEFORE DELETE ON hr_timeregistrering
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_timer_slett();
            CREATE INDEX hr_arbeidsforhold_party ON hr_arbeidsforhold (tenant_id, party_id);
            CREATE INDEX hr_arbeidsforholdversjon_af ON hr_arbeidsforholdversjon (tenant_id, arbeidsforhold_id);
            CREATE INDEX hr_besettelseversjon_enhet ON hr_besettelseversjon (tenant_id, enhet_id)
              WHERE gjelder IS NOT NULL;
            CREATE INDEX hr_besettelseversjon_party ON hr_besettelseversjon (tenant_id, party_id);
            CREATE INDEX hr_besettelseversjon_af ON hr_besettelseversjon (tenant_id, arbeidsforhold_id);
            CREATE INDEX hr_besettelseversjon_b ON hr_besettelseversjon (tenant_id, besettelse_id);
            CREATE INDEX hr_besettelseversjon_st ON hr_besettelseversjon (tenant_id, stilling_id);
            CREATE INDEX hr_stillingversjon_st ON hr_stillingversjon (tenant_id, stilling_id);
            CREATE INDEX hr_stillingversjon_enhet ON hr_stillingversjon (tenant_id, enhet_id, stillingskode);
            CREATE INDEX hr_kontering_b ON hr_kontering (tenant_id, besettelse_id);
            CREATE INDEX hr_kontering_party ON hr_kontering (tenant_id, party_id);
            CREATE INDEX hr_loennsavtale_b ON hr_loennsavtale (tenant_id, besettelse_id);
            CREATE INDEX hr_loennsavtale_party ON hr_loennsavtale (tenant_id, party_id);
            CREATE INDEX hr_ansettelse_enhet ON hr_ansettelse (tenant_id, enhet_id, status);
            CREATE INDEX hr_ansettelse_party ON hr_ansettelse (tenant_id, party_id);
            CREATE INDEX hr_kontrakt_enhet ON hr_kontrakt (tenant_id, enhet_id, status);
            CREATE INDEX hr_kontrakt_party ON hr_kontrakt (tenant_id, party_id);
            CREATE INDEX hr_timeliste_enhet ON hr_timeliste (tenant_id, enhet_id, status);
            CREATE INDEX hr_timeliste_kontrakt ON hr_timeliste (tenant_id, kontrakt_id);
            CREATE INDEX hr_timer_kontrakt ON hr_timeregistrering (tenant_id, kontrakt_id, dato);
            CREATE INDEX hr_timer_party ON hr_timeregistrering (tenant_id, party_id, dato);
            CREATE INDEX hr_timer_liste ON hr_timeregistrering (tenant_id, timeliste_id);
            CREATE INDEX hr_gjenkjenning_token ON hr_gjenkjenning (token);
            """,
            migrations.RunSQL.noop,
        ),
    ]
