"""What cases tell others. Ids only; past tense with version."""

SAK_AAPNET = "cases.sak.aapnet.v1"
SAK_LUKKET = "cases.sak.lukket.v1"
SAK_GJENAAPNET = "cases.sak.gjenaapnet.v1"
NOTAT_SKREVET = "cases.notat.skrevet.v1"
MELDING_MOTTATT = "cases.melding.mottatt.v1"
BREV_I_SAKEN = "cases.brev.i_saken.v1"
