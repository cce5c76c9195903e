"""The collaboration's rows belong to BOTT, are read by those who steer, and keep their rules.

A director signs in at her own university; her right to read comes from her grant there. The rows
are BOTT's, so the tenant policy here says «BOTT's rows» instead of «my tenant's rows».
"""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, tenant_fk

READ = "(SELECT samverk.kan('samstyring.les'))"
MANAGE = "(SELECT samverk.kan('samstyring.forvalt'))"
REPORT = f"({MANAGE} OR (SELECT samverk.kan('samstyring.rapporter')))"
DECIDE = f"({MANAGE} OR (SELECT samverk.kan('samstyring.beslutt')))"
RAISE = f"({DECIDE} OR (SELECT samverk.kan('samstyring.rapporter')))"

# table: (who writes, may the runtime change rows)
TABLES = {
    "collabbody": (MANAGE, True),
    "membership": (MANAGE, True),
    "project": (RAISE, True),
    "mandate": (MANAGE, False),
    "phasepassage": (DECIDE, False),
    "passagecondition": (RAISE, True),
    "milestone": (REPORT, True),
    "milestonedependency": (REPORT, False),
    "deliverable": (REPORT, True),
    "raiditem": (REPORT, True),
    "reviewfinding": (RAISE, True),
    "lightscale": (DECIDE, False),
    "costestimate": (REPORT, False),
    "statusreport": (REPORT, False),
    "lightoverride": (DECIDE, False),
    "agendaitem": (RAISE, False),
    "decisionseries": (DECIDE, True),
    "decision": (DECIDE, False),
    "indicator": (MANAGE, False),
    "benefit": (RAISE, True),
    "baseline": (RAISE, False),
    "target": (RAISE, False),
    "measurement": ("(SELECT samverk.kind()) = 'maskin'", False),
}
KEYS = [
    ("membership", "body_id", "collabbody"),
    ("project", "body_id", "collabbody"),
    ("project", "parent_id", "project"),
    ("mandate", "project_id", "project"),
    ("phasepassage", "project_id", "project"),
    ("passagecondition", "passage_id", "phasepassage"),
    ("milestone", "project_id", "project"),
    ("milestonedependency", "milestone_id", "milestone"),
    ("milestonedependency", "venter_paa_id", "milestone"),
    ("deliverable", "project_id", "project"),
    ("raiditem", "project_id", "project"),
    ("raiditem", "eskalert_til_id", "collabbody"),
    ("reviewfinding", "project_id", "project"),
    ("costestimate", "project_id", "project"),
    ("statusreport", "project_id", "project"),
    ("lightoverride", "project_id", "project"),
    ("agendaitem", "body_id", "collabbody"),
    ("agendaitem", "project_id", "project"),
    ("decisionseries", "body_id", "collabbody"),
    ("decision", "body_id", "collabbody"),
    ("decision", "item_id", "agendaitem"),
    ("benefit", "project_id", "project"),
]

BOTT = """CREATE FUNCTION samverk.bott() RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT id FROM tenancy_tenant WHERE slug = 'bott' $$"""

DEFINER = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
    " SET search_path = pg_catalog, public, samverk, pg_temp AS $$"
)

# A circle is refused even when two project leaders close it at the same time from each side.
NO_CIRCLE = f"""CREATE FUNCTION samverk.milestone_no_circle() {DEFINER}
BEGIN
  PERFORM pg_advisory_xact_lock(7267486);
  IF NEW.milestone_id = NEW.venter_paa_id OR EXISTS (
    WITH RECURSIVE foran AS (
      SELECT d.venter_paa_id FROM governance_milestonedependency d
      WHERE d.milestone_id = NEW.venter_paa_id
      UNION
      SELECT d.venter_paa_id FROM governance_milestonedependency d
      JOIN foran f ON d.milestone_id = f.venter_paa_id)
    SELECT FROM foran WHERE venter_paa_id = NEW.milestone_id)
  THEN RAISE EXCEPTION 'ring: milepælene ville vente på hverandre' USING ERRCODE = 'SV701'; END IF;
  RETURN NEW;
END $$"""

PLAN_STANDS = """CREATE FUNCTION samverk.plan_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'governance_milestone' THEN
    IF (NEW.project_id, NEW.noekkel, NEW.baseline_dato)
       IS DISTINCT FROM (OLD.project_id, OLD.noekkel, OLD.baseline_dato)
    THEN RAISE EXCEPTION 'uforanderlig: planen for en milepæl' USING ERRCODE = 'SV001'; END IF;
  ELSIF TG_TABLE_NAME = 'governance_deliverable' THEN
    IF (NEW.project_id, NEW.planlagt_dato) IS DISTINCT FROM (OLD.project_id, OLD.planlagt_dato)
    THEN RAISE EXCEPTION 'uforanderlig: planen for en leveranse' USING ERRCODE = 'SV001'; END IF;
  ELSIF TG_TABLE_NAME = 'governance_passagecondition' THEN
    IF (NEW.passage_id, NEW.tekst, NEW.frist, NEW.ansvarlig) IS DISTINCT FROM
       (OLD.passage_id, OLD.tekst, OLD.frist, OLD.ansvarlig) OR OLD.oppfylt_dato IS NOT NULL
    THEN RAISE EXCEPTION 'uforanderlig: et vilkår' USING ERRCODE = 'SV001'; END IF;
  ELSIF TG_TABLE_NAME = 'governance_project' THEN
    IF OLD.status = 'stoppet' AND NEW.status <> 'stoppet'
    THEN RAISE EXCEPTION 'uforanderlig: et stoppet prosjekt' USING ERRCODE = 'SV001'; END IF;
  END IF;
  RETURN NEW;
END $$"""

# L1: gates need a valid mandate and come in order. L2: BP3 needs every null-point. L3: BP5 needs
# every benefit signed by the line and no open critical finding.
GATES = f"""CREATE FUNCTION samverk.gate_rules() {DEFINER}
DECLARE passert integer; nr integer := right(NEW.beslutningspunkt, 1)::integer; mangler text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.project_id::text, 0));
  SELECT coalesce(max(right(beslutningspunkt, 1)::integer), 0) INTO passert
  FROM governance_phasepassage WHERE project_id = NEW.project_id;
  IF NOT (nr = passert + 1 OR (nr = 6 AND passert = 6)) THEN
    RAISE EXCEPTION 'rekkefølge: % etter BP%', NEW.beslutningspunkt, passert
      USING ERRCODE = 'SV702', DETAIL = 'BP' || least(passert + 1, 6);
  END IF;
  IF NOT EXISTS (SELECT FROM governance_mandate m WHERE m.project_id = NEW.project_id
      AND NEW.passert_dato >= m.gjelder_fra AND NEW.passert_dato < m.utloeper) THEN
    RAISE EXCEPTION 'mandat: ikke gyldig mandat' USING ERRCODE = 'SV703';
  END IF;
  IF nr = 3 THEN
    SELECT string_agg(b.indikator || ' ' || t.kortnavn, ', ' ORDER BY b.indikator, t.kortnavn)
    INTO mangler FROM governance_benefit b JOIN tenancy_tenant t ON t.id = b.universitet_id
    WHERE b.project_id = NEW.project_id AND NOT EXISTS (SELECT FROM governance_baseline n
      WHERE n.indikator = b.indikator AND n.universitet_id = b.universitet_id);
    IF mangler IS NOT NULL THEN
      RAISE EXCEPTION 'nullpunkt: mangler' USING ERRCODE = 'SV704', DETAIL = mangler;
    END IF;
  END IF;
  IF nr = 5 AND (
    EXISTS (SELECT FROM governance_benefit b
      WHERE b.project_id = NEW.project_id AND b.signert_dato IS NULL)
    OR EXISTS (SELECT FROM governance_reviewfinding f WHERE f.project_id = NEW.project_id
      AND f.alvor = 'kritisk' AND f.lukket_dato IS NULL)
    OR EXISTS (SELECT FROM governance_deliverable d
      WHERE d.project_id = NEW.project_id AND d.godkjent_dato IS NULL)) THEN
    RAISE EXCEPTION 'linja: har ikke overtatt' USING ERRCODE = 'SV705';
  END IF;
  RETURN NEW;
END $$"""

# L1: no mandate without benefit owners in all affected universities.
OWNERS = f"""CREATE FUNCTION samverk.mandate_needs_owners() {DEFINER}
DECLARE mangler text;
BEGIN
  SELECT string_agg(t.kortnavn, ', ' ORDER BY t.kortnavn) INTO mangler
  FROM governance_project p
  JOIN tenancy_tenant t ON t.is_university
    AND (p.universitet_id IS NULL OR t.id = p.universitet_id)
  WHERE p.id = NEW.project_id AND NOT EXISTS (SELECT FROM governance_benefit b
    WHERE b.project_id = p.id AND b.universitet_id = t.id);
  IF mangler IS NOT NULL THEN
    RAISE EXCEPTION 'gevinsteier: mangler' USING ERRCODE = 'SV706', DETAIL = mangler;
  END IF;
  RETURN NEW;
END $$"""

OTHER_EYES = f"""CREATE FUNCTION samverk.finding_closed_by_other() {DEFINER}
BEGIN
  IF NEW.lukket_dato IS NOT NULL AND EXISTS (SELECT FROM governance_project p
      WHERE p.id = NEW.project_id AND p.leder_bruker_id = NEW.lukket_av_id) THEN
    RAISE EXCEPTION 'to_personer: prosjektlederen lukker ikke funn i eget prosjekt'
      USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""

NULLPOINT = f"""CREATE FUNCTION samverk.nullpoint_stands() {DEFINER}
BEGIN
  IF EXISTS (SELECT FROM governance_baseline n
      WHERE n.indikator = NEW.indikator AND n.universitet_id = NEW.universitet_id)
    AND EXISTS (SELECT FROM governance_benefit b JOIN governance_phasepassage g
      ON g.project_id = b.project_id AND g.beslutningspunkt = 'BP3'
      WHERE b.indikator = NEW.indikator AND b.universitet_id = NEW.universitet_id)
  THEN RAISE EXCEPTION 'uforanderlig: nullpunktet etter BP3' USING ERRCODE = 'SV001'; END IF;
  RETURN NEW;
END $$"""

# One seat per university in the top body at any date.
ONE_SEAT = f"""CREATE FUNCTION samverk.one_seat() {DEFINER}
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.body_id::text, 0));
  IF NEW.rolle IN ('leder', 'medlem') AND EXISTS (
    SELECT FROM governance_membership m JOIN governance_collabbody o ON o.id = m.body_id
    WHERE m.body_id = NEW.body_id AND o.type = 'toppgruppe' AND m.id <> NEW.id
      AND m.universitet_id = NEW.universitet_id AND m.rolle IN ('leder', 'medlem')
      AND m.gyldig && NEW.gyldig) THEN
    RAISE EXCEPTION 'plass: universitetet er allerede representert' USING ERRCODE = 'SV707';
  END IF;
  RETURN NEW;
END $$"""

NUMBER = f"""CREATE FUNCTION samverk.number_decision() {DEFINER}
BEGIN
  SELECT body_id INTO STRICT NEW.body_id FROM governance_agendaitem WHERE id = NEW.item_id;
  NEW.aar := extract(year FROM NEW.fattet_dato);
  INSERT INTO governance_decisionseries AS s (id, tenant_id, body_id, aar, siste)
  VALUES (uuidv7(), NEW.tenant_id, NEW.body_id, NEW.aar, 1)
  ON CONFLICT (tenant_id, body_id, aar) DO UPDATE SET siste = s.siste + 1
  RETURNING siste INTO NEW.nummer;
  RETURN NEW;
END $$"""

CHECKS = """
ALTER TABLE governance_collabbody ADD CONSTRAINT organ_type
  CHECK (type IN ('toppgruppe','styringsgruppe','fagsamarbeid','prosessraad'));
ALTER TABLE governance_membership ADD CONSTRAINT plass_rolle
  CHECK (rolle IN ('leder','medlem','vara','sekretaer','observatoer') AND NOT isempty(gyldig));
ALTER TABLE governance_project
  ADD CONSTRAINT prosjekt_art CHECK (art IN ('nasjonalt','mottak','fagaktivitet')),
  ADD CONSTRAINT prosjekt_status CHECK (status IN ('aktiv','pause','stoppet')),
  ADD CONSTRAINT mottak_har_universitet CHECK (art <> 'mottak' OR universitet_id IS NOT NULL),
  ADD CONSTRAINT eier_er_ikke_leder CHECK (eier_bruker_id <> leder_bruker_id);
ALTER TABLE governance_mandate
  ADD CONSTRAINT mandat_varer CHECK (utloeper > gjelder_fra),
  ADD CONSTRAINT mandat_ramme CHECK (ramme_oere > 0),
  ADD CONSTRAINT mandat_rytme CHECK (rapport_rytme_dager BETWEEN 1 AND 92),
  ADD CONSTRAINT mandat_stopp CHECK (
    jsonb_typeof(stoppkriterier) = 'array' AND jsonb_array_length(stoppkriterier) > 0);
ALTER TABLE governance_phasepassage
  ADD CONSTRAINT port_fase CHECK ((beslutningspunkt, til_fase) IN (('BP1','konsept'),
    ('BP2','planlegge'),('BP3','gjennomfore'),('BP4','avslutte'),('BP5','realisere'),
    ('BP6','realisere'),('BP6','slutt'))),
  ADD CONSTRAINT port_utfall CHECK (utfall IN ('godkjent','godkjent_med_vilkaar'));
ALTER TABLE governance_milestonedependency
  ADD CONSTRAINT avhengighet_annen CHECK (milestone_id <> venter_paa_id);
ALTER TABLE governance_raiditem
  ADD CONSTRAINT raid_type CHECK (type IN ('risiko','mulighet','antakelse','sak','avhengighet')),
  ADD CONSTRAINT raid_skala CHECK (
    coalesce(sannsynlighet_foer, 1) BETWEEN 1 AND 5 AND coalesce(konsekvens_foer, 1) BETWEEN 1 AND 5
    AND coalesce(sannsynlighet_etter, 1) BETWEEN 1 AND 5
    AND coalesce(konsekvens_etter, 1) BETWEEN 1 AND 5),
  ADD CONSTRAINT risiko_er_vurdert CHECK (type <> 'risiko'
    OR (sannsynlighet_foer IS NOT NULL AND konsekvens_foer IS NOT NULL));
ALTER TABLE governance_reviewfinding
  ADD CONSTRAINT funn_alvor CHECK (alvor IN ('kritisk','alvorlig','moderat','merknad')),
  ADD CONSTRAINT funn_lukket CHECK ((lukket_dato IS NULL) = (lukket_av_id IS NULL));
ALTER TABLE governance_costestimate
  ADD CONSTRAINT estimat_tall CHECK (forpliktet_oere >= 0 AND gjenstaar_oere >= 0),
  ADD CONSTRAINT estimat_kilde CHECK (kilde IN ('regnskap','oppgitt'));
ALTER TABLE governance_statusreport
  ADD CONSTRAINT rapport_lys CHECK (samlet IN ('groenn','gul','roed','graa')),
  ADD CONSTRAINT rapport_periode CHECK (extract(day FROM periode) = 1);
ALTER TABLE governance_lightoverride
  ADD CONSTRAINT overstyring_grunn CHECK (length(btrim(begrunnelse)) >= 20),
  ADD CONSTRAINT overstyring_lys CHECK (lys IN ('groenn','gul','roed','graa') AND lys <> beregnet);
ALTER TABLE governance_decision ADD CONSTRAINT vedtak_utfall CHECK (utfall IN (
  'godkjent','godkjent_med_vilkaar','utsatt','fortsett_endret_mandat','pause','stopp','avslaatt',
  'tatt_til_orientering'));
ALTER TABLE governance_indicator ADD CONSTRAINT indikator_retning CHECK (retning IN ('opp','ned'));
ALTER TABLE governance_measurement
  ADD CONSTRAINT maaling_kvalitet CHECK (kvalitet IN ('maalt','beregnet','anslaatt')),
  ADD CONSTRAINT maaling_undertrykt CHECK (NOT is_undertrykt OR (verdi IS NULL AND n IS NULL)),
  ADD CONSTRAINT maaling_periode CHECK (extract(day FROM periode) = 1);
ALTER TABLE governance_baseline ADD CONSTRAINT nullpunkt_kvalitet
  CHECK (kvalitet IN ('maalt','beregnet','anslaatt'));
CREATE INDEX maaling_siste ON governance_measurement
  (tenant_id, indikator, universitet_id, periode DESC, maalt_at DESC);
CREATE INDEX rapport_periode_i ON governance_statusreport (tenant_id, project_id, periode DESC);
"""

TRIGGERS = {
    "milestonedependency": ("no_circle", "INSERT", "milestone_no_circle"),
    "milestone": ("plan", "UPDATE", "plan_stands"),
    "deliverable": ("plan", "UPDATE", "plan_stands"),
    "passagecondition": ("plan", "UPDATE", "plan_stands"),
    "project": ("plan", "UPDATE", "plan_stands"),
    "phasepassage": ("port", "INSERT", "gate_rules"),
    "mandate": ("eiere", "INSERT", "mandate_needs_owners"),
    "reviewfinding": ("andre_oeyne", "INSERT OR UPDATE", "finding_closed_by_other"),
    "baseline": ("staar", "INSERT", "nullpoint_stands"),
    "membership": ("en_plass", "INSERT OR UPDATE", "one_seat"),
    "decision": ("nummer", "INSERT", "number_decision"),
}


def _shared(name: str, write: str, update: bool) -> list:
    table = f"governance_{name}"
    rights = "SELECT, INSERT" + (", UPDATE" if update else "")
    own = "tenant_id = (SELECT samverk.bott())"
    parts = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE (tenant_id, id)",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY eier ON {table} TO samverk_owner USING (true) WITH CHECK (true)",
        f"REVOKE ALL ON {table} FROM PUBLIC",
        f"GRANT {rights} ON {table} TO samverk_app",
        f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO samverk_app"
        f" USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY les ON {table} FOR SELECT TO samverk_app USING ({READ})",
        f"CREATE POLICY ny ON {table} FOR INSERT TO samverk_app WITH CHECK ({write})",
    ]
    if update:
        parts.append(
            f"CREATE POLICY endre ON {table} FOR UPDATE TO samverk_app"
            f" USING ({write}) WITH CHECK ({write})"
        )
    closed = [migrations.RunSQL(";\n".join(parts), migrations.RunSQL.noop)]
    return closed if update else [*closed, append_only(table)]


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0001_initial"),
        ("access", "0003_rules"),
        ("audit", "0001_initial"),
    ]
    operations = [
        function(BOTT, execute_for="samverk_app, samverk_report"),
        *[function(body) for body in (
            NO_CIRCLE, PLAN_STANDS, GATES, OWNERS, OTHER_EYES, NULLPOINT, ONE_SEAT, NUMBER,
        )],
        *[part for name, rule in TABLES.items() for part in _shared(name, *rule)],
        *[tenant_fk(f"governance_{a}", column, f"governance_{b}") for a, column, b in KEYS],
        migrations.RunSQL(CHECKS, migrations.RunSQL.noop),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER {name} BEFORE {when} ON governance_{table}"
                f" FOR EACH ROW EXECUTE FUNCTION samverk.{body}()",
                migrations.RunSQL.noop,
            )
            for table, (name, when, body) in TRIGGERS.items()
        ],
        *[audited(f"governance_{name}") for name in TABLES if name != "measurement"],
    ]
