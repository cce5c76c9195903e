"""The words of explanations of tax and deductions, and of remarks. Form: see `explain_texts`."""

from samverk.payroll.rules.explain_texts import RuleWords, text_of, values_of
from samverk.payroll.rules.withholding import TABLE_STEPS

_STEP_KINDS = {
    "aar": "tall",
    "tabell": "tekst",
    "periode": "tall",
    "inntektsfaktor": "desimal",
    "skattoere": "desimal",
    "fellesskatt_prosent": "desimal",
    "trygdeavgift_prosent": "desimal",
    "divisor": "desimal",
}
TABLE_VALUES = tuple((name, _STEP_KINDS.get(name, "hele")) for name in TABLE_STEPS)

TAX_WORDS: dict[str, RuleWords] = {
    "forskuddstrekk.tabell": RuleWords(
        values_of("loenn:kr pensjon:kr fagforening:kr trinn:under"),
        {
            "nb": text_of(
                "Skattetrekk {trekk}: tabell {tabell}, grunnlag {grunnlag} → årsinntekt "
                "{aarsinntekt} → skatt {skatt} : {divisor}.",
                ("Lønn det trekkes av", "{loenn}"),
                ("Pensjon", "−{pensjon}", "pensjon"),
                ("Fagforening, innenfor grensa per måned", "−{fagforening}", "fagforening"),
                ("Grunnlag for trekk, hele kroner", "{grunnlag}"),
                ("Årsinntekt: {avrundet_grunnlag} × {inntektsfaktor}", "{aarsinntekt}"),
                ("Minstefradrag", "−{minstefradrag}", "minstefradrag"),
                ("Standardfradrag", "−{standardfradrag}", "standardfradrag"),
                ("Sjømannsfradrag", "−{sjoemannsfradrag}", "sjoemannsfradrag"),
                ("Fradrag i tabell {tabell}", "−{tabellfradrag}", "tabellfradrag"),
                ("Tillegg i tabell {tabell}", "+{tabelltillegg}", "tabelltillegg"),
                ("Personfradrag", "−{personfradrag}"),
                (
                    "Kommune og fylke {skattoere}\u00a0% av {alminnelig_inntekt}",
                    "{skatt_kommune_fylke}",
                    "skatt_kommune_fylke",
                ),
                (
                    "Fellesskatt {fellesskatt_prosent}\u00a0% av {alminnelig_inntekt}",
                    "{fellesskatt}",
                    "fellesskatt",
                ),
                ("Trinnskatt", "{trinnskatt}", "trinnskatt"),
                ("Trygdeavgift {trygdeavgift_prosent}\u00a0%", "{trygdeavgift}", "trygdeavgift"),
                ("{skatt} ÷ {divisor}, avrundet", "{uten_overskytende}"),
                (
                    "Trekk av det som går over tabellen",
                    "{overskytende_trekk}",
                    "overskytende_trekk",
                ),
            ),
            "nn": text_of(
                "Skattetrekk {trekk}: tabell {tabell}, grunnlag {grunnlag} → årsinntekt "
                "{aarsinntekt} → skatt {skatt} : {divisor}.",
                ("Løn det blir trekt av", "{loenn}"),
                ("Pensjon", "−{pensjon}", "pensjon"),
                ("Fagforeining, innanfor grensa per månad", "−{fagforening}", "fagforening"),
                ("Grunnlag for trekk, heile kroner", "{grunnlag}"),
                ("Årsinntekt: {avrundet_grunnlag} × {inntektsfaktor}", "{aarsinntekt}"),
                ("Minstefrådrag", "−{minstefradrag}", "minstefradrag"),
                ("Standardfrådrag", "−{standardfradrag}", "standardfradrag"),
                ("Sjømannsfrådrag", "−{sjoemannsfradrag}", "sjoemannsfradrag"),
                ("Frådrag i tabell {tabell}", "−{tabellfradrag}", "tabellfradrag"),
                ("Tillegg i tabell {tabell}", "+{tabelltillegg}", "tabelltillegg"),
                ("Personfrådrag", "−{personfradrag}"),
                (
                    "Kommune og fylke {skattoere}\u00a0% av {alminnelig_inntekt}",
                    "{skatt_kommune_fylke}",
                    "skatt_kommune_fylke",
                ),
                (
                    "Fellesskatt {fellesskatt_prosent}\u00a0% av {alminnelig_inntekt}",
                    "{fellesskatt}",
                    "fellesskatt",
                ),
                ("Trinnskatt", "{trinnskatt}", "trinnskatt"),
                ("Trygdeavgift {trygdeavgift_prosent}\u00a0%", "{trygdeavgift}", "trygdeavgift"),
                ("{skatt} ÷ {divisor}, avrunda", "{uten_overskytende}"),
                (
                    "Trekk av det som går over tabellen",
                    "{overskytende_trekk}",
                    "overskytende_trekk",
                ),
            ),
            "en": text_of(
                "Tax withheld {trekk}: table {tabell}, basis {grunnlag} → annual income "
                "{aarsinntekt} → tax {skatt} : {divisor}.",
                ("Pay that is taxed", "{loenn}"),
                ("Pension", "−{pensjon}", "pensjon"),
                ("Trade union, within the monthly limit", "−{fagforening}", "fagforening"),
                ("Basis, whole kroner", "{grunnlag}"),
                ("Annual income: {avrundet_grunnlag} × {inntektsfaktor}", "{aarsinntekt}"),
                ("Minimum standard deduction", "−{minstefradrag}", "minstefradrag"),
                ("Standard deduction", "−{standardfradrag}", "standardfradrag"),
                ("Seafarer’s deduction", "−{sjoemannsfradrag}", "sjoemannsfradrag"),
                ("Deduction in table {tabell}", "−{tabellfradrag}", "tabellfradrag"),
                ("Addition in table {tabell}", "+{tabelltillegg}", "tabelltillegg"),
                ("Personal allowance", "−{personfradrag}"),
                (
                    "Municipality and county {skattoere}% of {alminnelig_inntekt}",
                    "{skatt_kommune_fylke}",
                    "skatt_kommune_fylke",
                ),
                (
                    "National tax {fellesskatt_prosent}% of {alminnelig_inntekt}",
                    "{fellesskatt}",
                    "fellesskatt",
                ),
                ("Bracket tax", "{trinnskatt}", "trinnskatt"),
                ("National insurance {trygdeavgift_prosent}%", "{trygdeavgift}", "trygdeavgift"),
                ("{skatt} ÷ {divisor}, rounded", "{uten_overskytende}"),
                ("On what passes the table", "{overskytende_trekk}", "overskytende_trekk"),
            ),
        },
    ),
    "forskuddstrekk.prosent": RuleWords(
        values_of("grunnlag:kr fradrag:kr sats:andel trekk:hele"),
        {
            "nb": text_of(
                "Skattetrekk {trekk}: {sats} av {grunnlag}, etter skattekortet ditt.",
                ("Pensjon og fagforening er trukket fra med", "{fradrag}", "fradrag"),
                ("{grunnlag} × {sats}, hele kroner", "{trekk}"),
            ),
            "nn": text_of(
                "Skattetrekk {trekk}: {sats} av {grunnlag}, etter skattekortet ditt.",
                ("Pensjon og fagforeining er trekte frå med", "{fradrag}", "fradrag"),
                ("{grunnlag} × {sats}, heile kroner", "{trekk}"),
            ),
            "en": text_of(
                "Tax withheld {trekk}: {sats} of {grunnlag}, as your tax card says.",
                ("Pension and trade union are taken off with", "{fradrag}", "fradrag"),
                ("{grunnlag} × {sats}, whole kroner", "{trekk}"),
            ),
        },
    ),
    "forskuddstrekk.uten_kort": RuleWords(
        values_of("grunnlag:kr sats:andel trekk:hele"),
        {
            "nb": text_of(
                "Vi har ikke skattekortet ditt for i år, og da trekkes {sats}: {trekk}.",
                ("{grunnlag} × {sats}, hele kroner", "{trekk}"),
            ),
            "nn": text_of(
                "Vi har ikkje skattekortet ditt for i år, og då blir det trekt {sats}: {trekk}.",
                ("{grunnlag} × {sats}, heile kroner", "{trekk}"),
            ),
            "en": text_of(
                "We do not have your tax card for this year, so {sats} is withheld: {trekk}.",
                ("{grunnlag} × {sats}, whole kroner", "{trekk}"),
            ),
        },
    ),
    "forskuddstrekk.frikort": RuleWords(
        values_of("grunnlag:kr frikort:kr brukt:kr sats:andel trekk:hele"),
        {
            "nb": text_of(
                "Du har frikort på {frikort}. {brukt} var brukt før denne lønna. Trekk: {trekk}.",
                ("Lønn som teller på frikortet", "{grunnlag}"),
                ("{sats} av det som går over frikortet", "{trekk}", "trekk"),
            ),
            "nn": text_of(
                "Du har frikort på {frikort}. {brukt} var brukt før denne løna. Trekk: {trekk}.",
                ("Løn som tel på frikortet", "{grunnlag}"),
                ("{sats} av det som går over frikortet", "{trekk}", "trekk"),
            ),
            "en": text_of(
                "You have an exemption card for {frikort}. {brukt} was used before. Tax: {trekk}.",
                ("Pay that counts on the card", "{grunnlag}"),
                ("{sats} of what passes the card", "{trekk}", "trekk"),
            ),
        },
    ),
    "forskuddstrekk.frivillig": RuleWords(
        values_of("trekk:hele"),
        {
            "nb": text_of("Du har bedt om {trekk} ekstra i skatt."),
            "nn": text_of("Du har bede om {trekk} ekstra i skatt."),
            "en": text_of("You have asked for {trekk} extra in tax."),
        },
    ),
    "forskuddstrekk.halv": RuleWords(
        values_of("fullt:hele halvt_grunnlag:hele av_halvt:hele trekk:hele inni:under"),
        {
            "nb": text_of(
                "Denne måneden er det halv skatt: {trekk} i stedet for {fullt}.",
                ("Fullt trekk", "{fullt}"),
                ("Halvt trekk gjelder grunnlag inntil {halvt_grunnlag}", "{av_halvt}"),
                ("Trekk", "{trekk}"),
            ),
            "nn": text_of(
                "Denne månaden er det halv skatt: {trekk} i staden for {fullt}.",
                ("Fullt trekk", "{fullt}"),
                ("Halvt trekk gjeld grunnlag inntil {halvt_grunnlag}", "{av_halvt}"),
                ("Trekk", "{trekk}"),
            ),
            "en": text_of(
                "Half tax this month: {trekk} instead of {fullt}.",
                ("Full tax", "{fullt}"),
                ("Half tax is for a basis up to {halvt_grunnlag}", "{av_halvt}"),
                ("Tax", "{trekk}"),
            ),
        },
    ),
    "trekk.prosent": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:trekk"),
        {
            "nb": text_of("{navn}: {sats} av {grunnlag}.", ("{grunnlag} × {sats}", "{beloep}")),
            "nn": text_of("{navn}: {sats} av {grunnlag}.", ("{grunnlag} × {sats}", "{beloep}")),
            "en": text_of("{navn}: {sats} of {grunnlag}.", ("{grunnlag} × {sats}", "{beloep}")),
        },
    ),
    "trekk.beloep": RuleWords(
        values_of("avtalt:kr tatt:kr beloep:trekk"),
        {
            "nb": text_of(
                "{navn}: {beloep}, som avtalt.",
                ("Avtalt", "{avtalt}"),
                ("Trukket før i måneden", "−{tatt}", "tatt"),
            ),
            "nn": text_of(
                "{navn}: {beloep}, som avtalt.",
                ("Avtalt", "{avtalt}"),
                ("Trekt før i månaden", "−{tatt}", "tatt"),
            ),
            "en": text_of(
                "{navn}: {beloep}, as agreed.",
                ("Agreed", "{avtalt}"),
                ("Taken earlier this month", "−{tatt}", "tatt"),
            ),
        },
    ),
    "utleggstrekk.prosent": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:trekk"),
        {
            "nb": text_of(
                "{navn}: {sats} av {grunnlag}, etter pålegget arbeidsgiver har fått.",
                ("{grunnlag} × {sats}, hele kroner", "{beloep}"),
            ),
            "nn": text_of(
                "{navn}: {sats} av {grunnlag}, etter pålegget arbeidsgivaren har fått.",
                ("{grunnlag} × {sats}, heile kroner", "{beloep}"),
            ),
            "en": text_of(
                "{navn}: {sats} of {grunnlag}, by order to the employer.",
                ("{grunnlag} × {sats}, whole kroner", "{beloep}"),
            ),
        },
    ),
    "utleggstrekk.beloep": RuleWords(
        values_of("paalagt:kr tatt:kr beloep:trekk"),
        {
            "nb": text_of(
                "{navn}: {beloep}, etter pålegget arbeidsgiver har fått.",
                ("Pålagt denne måneden", "{paalagt}"),
                ("Trukket før i måneden", "−{tatt}", "tatt"),
            ),
            "nn": text_of(
                "{navn}: {beloep}, etter pålegget arbeidsgivaren har fått.",
                ("Pålagt denne månaden", "{paalagt}"),
                ("Trekt før i månaden", "−{tatt}", "tatt"),
            ),
            "en": text_of(
                "{navn}: {beloep}, by order to the employer.",
                ("Ordered this month", "{paalagt}"),
                ("Taken earlier this month", "−{tatt}", "tatt"),
            ),
        },
    ),
    "trekk.begrenset": RuleWords(
        values_of("oensket:kr tatt:kr inni:under"),
        {
            "nb": text_of(
                "{navn}: lønna rakk til {tatt} av {oensket}. Resten tas i neste kjøring.",
                ("Skulle vært trukket", "{oensket}"),
                ("Lønna rakk til", "{tatt}"),
            ),
            "nn": text_of(
                "{navn}: løna rakk til {tatt} av {oensket}. Resten blir teken i neste køyring.",
                ("Skulle vore trekt", "{oensket}"),
                ("Løna rakk til", "{tatt}"),
            ),
            "en": text_of(
                "{navn}: the pay reached {tatt} of {oensket}. The rest is taken in the next run.",
                ("Should have been taken", "{oensket}"),
                ("The pay reached", "{tatt}"),
            ),
        },
    ),
}

REMARK_WORDS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "skattekort_mangler": (
        (),
        {
            "nb": "Skattekort for året mangler. Hent det, eller bekreft at det trekkes 50\u00a0%.",
            "nn": "Skattekort for året manglar. Hent det, eller stadfest trekk på 50\u00a0%.",
            "en": "There is no tax card for the year. Fetch it, or confirm that 50% is withheld.",
        },
    ),
    "frikort_uten_beloep": (
        (),
        {
            "nb": "Frikortet sier ikke hvor stort det er. Avgjør hvordan det skal trekkes.",
            "nn": "Frikortet seier ikkje kor stort det er. Avgjer korleis det skal trekkjast.",
            "en": "The exemption card states no amount. Decide how to withhold.",
        },
    ),
    "arbeidstillatelse": (
        (),
        {
            "nb": "Skatteetaten ber dere vurdere arbeidstillatelsen. Avklar med HR før utbetaling.",
            "nn": "Skatteetaten ber dykk vurdere arbeidsløyvet. Avklar med HR før utbetaling.",
            "en": "The Tax Administration asks about the work permit. Ask HR before paying.",
        },
    ),
    "frikort_brukt_opp": (
        ("kr", "kr"),
        {
            "nb": "Frikortet er brukt opp: {0} av {1}. Det trekkes av resten.",
            "nn": "Frikortet er brukt opp: {0} av {1}. Det blir trekt av resten.",
            "en": "The exemption card is used up: {0} of {1}. The rest is taxed.",
        },
    ),
    "ferietrekk_begrenset": (
        ("kr", "kr"),
        {
            "nb": "Lønna rakk til {0} av ferietrekket på {1}. Resten står igjen.",
            "nn": "Løna rakk til {0} av ferietrekket på {1}. Resten står att.",
            "en": "The pay reached {0} of the holiday deduction of {1}. The rest remains.",
        },
    ),
    "ferietrekk_uten_fastloenn": (
        ("tekst",),
        {
            "nb": "Ferietrekk krever fastlønn i samme måned. Ta bort trekket eller legg inn lønna.",
            "nn": "Ferietrekk krev fastløn i same månad. Ta bort trekket eller legg inn løna.",
            "en": "A holiday deduction needs fixed pay in the month. Remove it or add the pay.",
        },
    ),
    "overtid_uten_fastloenn": (
        ("tekst",),
        {
            "nb": "Overtiden har ingen fastlønn å regnes av. Legg inn timesats på kravet.",
            "nn": "Overtida har inga fastløn å reknast av. Legg inn timesats på kravet.",
            "en": "The overtime has no fixed pay to be worked out from. Give the claim a rate.",
        },
    ),
    "kostnadsfordeling_mangler": (
        ("tekst", "tekst"),
        {
            "nb": "Kostnadsfordelingen dekker ikke alle dager fra {1}. Fyll ut konteringen.",
            "nn": "Kostnadsfordelinga dekkjer ikkje alle dagar frå {1}. Fyll ut konteringa.",
            "en": "The cost split does not cover all days from {1}. Complete the coding.",
        },
    ),
    "negativ_loenn": (
        ("kr",),
        {
            "nb": "Lønna ble negativ: {0}. Åpne en feilutbetalingssak.",
            "nn": "Løna vart negativ: {0}. Opne ei feilutbetalingssak.",
            "en": "The pay came out negative: {0}. Open an overpayment case.",
        },
    ),
    "trekk_rakk_ikke": (
        ("tekst", "kr", "kr"),
        {
            "nb": "Lønna rakk ikke til hele trekket. Trukket: {1}. Står igjen: {2}.",
            "nn": "Løna rakk ikkje til heile trekket. Trekt: {1}. Står att: {2}.",
            "en": "The pay did not reach the whole deduction. Taken: {1}. Remaining: {2}.",
        },
    ),
    "fagforening_tak_mangler": (
        ("tall",),
        {
            "nb": "Taket for fagforeningsfradrag i {0} er ikke kjent. Kontingenten reduserer ikke "
            "trekkgrunnlaget før taket er lagt inn i Satser.",
            "nn": "Taket for fagforeiningsfrådrag i {0} er ikkje kjent. Kontingenten reduserer "
            "ikkje trekkgrunnlaget før taket er lagt inn i Satsar.",
            "en": "The cap on union dues for {0} is not known. The dues do not lower the basis of "
            "tax until the cap is entered under Rates.",
        },
    ),
}
"""Remark code → kinds of its arguments, and the sentence per language."""
