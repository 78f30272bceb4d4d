# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Articles of law that an invoice may name, each from one day to another.

Since 01/09/2026 VAT stands in the code des impositions sur les biens et services
(CIBS). Only some of the new numbers are known; invoices may name the old articles until
31/12/2027, so a row without successor keeps its old one. ``docs/fr/articles.md`` shows
this table; a row is *to verify* until somebody has read the text on Légifrance.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

# Keys of what an invoice says; those of exemptions are codes of the list VATEX.
REVERSE_CHARGE_WORKS = "reverse-charge-works"
# Of a claim of interest.
CLAIM_DELAY, CLAIM_SUSPENDED, CLAIM_INTEREST = "delay", "suspended", "interest"
CLAIM_RATE, CLAIM_INDEMNITY, CLAIM_SETTLED = "rate", "indemnity", "settled"
CLAIM = (
    CLAIM_DELAY,
    CLAIM_SUSPENDED,
    CLAIM_INTEREST,
    CLAIM_RATE,
    CLAIM_INDEMNITY,
    CLAIM_SETTLED,
)
LATE_PENALTIES, FIXED_INDEMNITY, NO_DISCOUNT = "PMD", "PMT", "AAB"

CIBS = date(2026, 9, 1)
OLD_REFERENCES_END = date(2027, 12, 31)


class Article(NamedTuple):
    """One sentence that names an article, as long as it holds.

    :param key: what it stands for
    :param text: the French sentence, as it is printed and written in the file
    :param first: first day on which invoices say it, None since ever
    :param last: last day on which they may say it, None without end known
    :param verified: day on which the text was read on Légifrance, None: to verify
    """

    key: str
    text: str
    first: date | None = None
    last: date | None = None
    verified: date | None = None


ARTICLES = (
    Article(
        "VATEX-FR-FRANCHISE",
        "TVA non applicable, art. 293 B du CGI",
        last=OLD_REFERENCES_END,
    ),
    Article(
        "VATEX-FR-AE", "Autoliquidation, art. 283-2 du CGI", last=OLD_REFERENCES_END
    ),
    Article(
        REVERSE_CHARGE_WORKS,
        "Autoliquidation, art. 283-2 nonies du CGI",
        last=OLD_REFERENCES_END,
    ),
    Article(REVERSE_CHARGE_WORKS, "Autoliquidation, art. L221-38 du CIBS", first=CIBS),
    Article("VATEX-EU-AE", "Autoliquidation"),
    Article("VATEX-EU-G", "Exportation hors de l'Union européenne"),
    Article(
        "VATEX-EU-IC",
        "Livraison intracommunautaire exonérée, art. 262 ter I du CGI",
        last=OLD_REFERENCES_END,
    ),
    Article("VATEX-EU-O", "Opération hors du champ d'application de la TVA"),
    Article(
        "VATEX-FR-CNWVAT",
        "Avoir net de taxe, art. 272 du CGI",
        last=OLD_REFERENCES_END,
    ),
    Article(
        "VATEX-FR-298SEXDECIESA",
        "Exonération de TVA, art. 298 sexdecies A du CGI",
        last=OLD_REFERENCES_END,
    ),
    # Of public clients, whom article L441-9 of the Code de commerce does not bind: what
    # the code de la commande publique gives says the same things.
    Article(
        LATE_PENALTIES,
        "Pénalités de retard : intérêts moratoires au taux de la Banque centrale "
        "européenne majoré de huit points (art. L441-10 du code de commerce, R2192-31 "
        "du code de la commande publique).",
    ),
    Article(
        FIXED_INDEMNITY,
        "Indemnité forfaitaire pour frais de recouvrement : 40 € (art. D441-5 du code "
        "de commerce, D2192-35 du code de la commande publique).",
    ),
    Article(NO_DISCOUNT, "Pas d'escompte pour paiement anticipé."),
    # Of the code de la commande publique only: a public body is claimed from by no
    # other text, L441-10 of the code de commerce least of all.
    Article(
        CLAIM_DELAY,
        "Le délai de paiement (art. L2192-10, R2192-10 et R2192-11 du code de la "
        "commande publique) court de la mise à disposition de la demande de paiement, "
        "ou de l'exécution des prestations si elle est postérieure (art. R2192-12 à "
        "R2192-15).",
    ),
    Article(
        CLAIM_SUSPENDED,
        "Il ne peut être interrompu qu'une fois, par une notification motivée qui "
        "énumère les pièces à fournir, et avant l'ordonnancement ; un nouveau délai "
        "s'ouvre à leur réception (art. R2192-27 à R2192-29).",
    ),
    Article(
        CLAIM_INTEREST,
        "Le retard fait courir de plein droit et sans autre formalité des intérêts "
        "moratoires, à compter du jour suivant l'expiration du délai (art. L2192-13).",
    ),
    Article(
        CLAIM_RATE,
        "Leur taux est celui de la Banque centrale européenne en vigueur au premier "
        "jour du semestre où ils ont commencé à courir, majoré de huit points "
        "(art. R2192-31).",
    ),
    Article(
        CLAIM_INDEMNITY,
        "S'y ajoute une indemnité forfaitaire pour frais de recouvrement de 40 € "
        "(art. D2192-35).",
    ),
    Article(
        CLAIM_SETTLED,
        "Intérêts et indemnité sont payés dans les quarante-cinq jours suivant la mise "
        "en paiement du principal (art. R2192-36).",
    ),
    # Of letters about works contracts; the CCAG of 2021 renumbers that of 2009.
    Article(
        "works-instalment-2021",
        "Le maître d'œuvre notifie l'état d'acompte dans les sept jours de la "
        "réception du projet de décompte mensuel ; à défaut, le titulaire en "
        "informe le maître d'ouvrage, qui paie sur la base des sommes qu'il admet "
        "(art. 12.2.2 du CCAG Travaux de 2021).",
    ),
    Article(
        "works-instalment-2009",
        "Le maître d'œuvre notifie l'état d'acompte dans les sept jours de la "
        "réception du projet de décompte mensuel ; à défaut, le titulaire en "
        "informe le maître d'ouvrage, qui paie sur la base des sommes qu'il admet "
        "(art. 13.2.2 du CCAG Travaux de 2009).",
    ),
    Article(
        "works-rectify-2021",
        "Le projet de décompte est accepté ou rectifié par le maître d'œuvre (art. "
        "12.1.9 du CCAG Travaux de 2021).",
    ),
    Article(
        "works-rectify-2009",
        "Le projet de décompte est accepté ou rectifié par le maître d'œuvre (art. "
        "13.1.9 du CCAG Travaux de 2009).",
    ),
    Article(
        "works-admitted",
        "En cas de désaccord, les sommes admises sont payées ; le complément l'est "
        "ensuite, avec les intérêts (art. R2192-34 du code de la commande "
        "publique).",
    ),
    Article(
        "works-portal-amount",
        "Depuis le 19/02/2025, Chorus Pro ne permet plus de refuser une facture de "
        "travaux pour une erreur de montant.",
        first=date(2025, 2, 19),
    ),
    Article(
        "works-interest-base",
        "Les intérêts moratoires se calculent sur la somme due toutes taxes "
        "comprises, diminuée de la retenue de garantie, après variation des prix et"
        " pénalités (art. R2192-33 du code de la commande publique).",
    ),
    Article(
        "works-request",
        "Le titulaire accepte la demande de paiement du sous-traitant, ou la refuse"
        " en le motivant, dans les quinze jours de sa réception (art. R2193-12 du "
        "code de la commande publique) ; son silence vaut acceptation (art. 8 de la"
        " loi du 31 décembre 1975).",
    ),
    Article(
        "works-final-2021",
        "Le projet de décompte final est envoyé au maître d'œuvre et au maître "
        "d'ouvrage simultanément, dans le délai qui court de la notification de la "
        "réception (art. 12.3.2 du CCAG Travaux de 2021).",
    ),
    Article(
        "works-final-2009",
        "Le projet de décompte final est envoyé au maître d'œuvre et au maître "
        "d'ouvrage simultanément, dans le délai qui court de la notification de la "
        "réception (art. 13.3.2 du CCAG Travaux de 2009).",
    ),
    Article(
        "works-general-2021",
        "Si le maître d'ouvrage ne notifie pas le décompte général dans son délai, "
        "compté de la plus tardive des deux réceptions du projet de décompte final,"
        " le titulaire lui notifie un projet de décompte général signé, avec copie "
        "au maître d'œuvre (art. 12.4.2 et 12.4.4 du CCAG Travaux de 2021).",
    ),
    Article(
        "works-general-2009",
        "Si le maître d'ouvrage ne notifie pas le décompte général dans son délai, "
        "compté de la plus tardive des deux réceptions du projet de décompte final,"
        " le titulaire lui notifie un projet de décompte général signé, avec copie "
        "au maître d'œuvre (art. 13.4.2 et 13.4.4 du CCAG Travaux de 2009 modifié).",
    ),
    Article(
        "works-tacit-2021",
        "Si le maître d'ouvrage ne notifie pas le décompte général dans les dix "
        "jours de la réception du projet signé, celui-ci devient le décompte "
        "général et définitif, hors révision définitive (art. 12.4.4 du CCAG "
        "Travaux de 2021).",
    ),
    Article(
        "works-tacit-2009",
        "Si le maître d'ouvrage ne notifie pas le décompte général dans les dix "
        "jours de la réception du projet signé, celui-ci devient le décompte "
        "général et définitif, hors révision définitive (art. 13.4.4 du CCAG "
        "Travaux de 2009 modifié).",
    ),
    Article(
        "works-signature-2021",
        "Le titulaire renvoie le décompte général signé, ou expose ses réserves "
        "dans un mémoire en réclamation, dans le même délai ; à défaut, il est "
        "réputé l'avoir accepté (art. 12.4.5 du CCAG Travaux de 2021).",
    ),
    Article(
        "works-signature-2009",
        "Le titulaire renvoie le décompte général signé, ou expose ses réserves "
        "dans un mémoire en réclamation, dans le même délai ; à défaut, il est "
        "réputé l'avoir accepté (art. 13.4.5 du CCAG Travaux de 2009).",
    ),
    Article(
        "works-balance",
        "Le délai de paiement du solde court de la réception du décompte général et"
        " définitif par le maître d'ouvrage (art. R2192-16 du code de la commande "
        "publique).",
    ),
    Article(
        "works-retention",
        "La retenue de garantie est remboursée, et les sûretés qui la remplacent "
        "sont libérées, dans les trente jours de la fin du délai de garantie, ou de"
        " la levée des réserves notifiées pendant ce délai (art. R2191-35 du code "
        "de la commande publique).",
    ),
)


def article(key: str, day: date) -> str:
    """Return the sentence of ``key`` on an invoice of ``day``; "" when there is none.

    Where an old and a new one hold, the new one; past its last day, the last that was.
    """
    rows = [row for row in ARTICLES if row.key == key]
    begun = [row for row in rows if row.first is None or row.first <= day]
    return begun[-1].text if begun else ""


def unverified(keys: Iterable[str]) -> list[str]:
    """Return the sentences of ``keys`` that nobody has read on Légifrance yet."""
    wanted = set(keys)
    return [row.text for row in ARTICLES if row.key in wanted and not row.verified]
