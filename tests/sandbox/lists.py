# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reference lists. Only their shape is official: the values are our own choice,
but for the VAT codes TVA1, TVA5 and TVA12 (portal.md §3.5)."""

# code -> rate in percent, label
VAT_RATES = {
    "TVA1": (0.0, "Article 293 B du CGI"),
    "TVA2": (2.1, "2,10 %"),
    "TVA3": (5.5, "5,50 %"),
    "TVA4": (10.0, "10 %"),
    "TVA5": (20.0, "20 %"),
    "TVA6": (8.5, "8,50 % (outre-mer)"),
    "TVA12": (20.0, "20 %"),
}
EXEMPTIONS = {
    "ART_293_B": "TVA non applicable, article 293 B du CGI",
    "ART_261": "Exonération, article 261 du CGI",
    "ART_262": "Exportation, article 262 I du CGI",
    "AUTOLIQUIDATION": "Autoliquidation, article 283-2 nonies du CGI",
}
# "01" and "02" are the codes of the mixed files (portal.md §3.5)
ATTACHMENT_TYPES = {
    "01": "Facture ou avoir",
    "02": "Pièce complémentaire",
    "ASF": "Attestation de service fait",
    "AUT": "Autre",
    "BDC": "Bon de commande",
    "BDL": "Bon de livraison",
    "DEV": "Devis",
    "SIT": "Situation de travaux",
}
COUNTRIES = {"FR": "France", "BE": "Belgique", "DE": "Allemagne", "ES": "Espagne"}
