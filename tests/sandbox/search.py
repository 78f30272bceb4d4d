# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Criteria, sorting and pages of the invoice searches (portal.md §2.4, §2.9, §4.4)."""

from . import contract, formats

TABLES = (
    "FROM invoice i LEFT JOIN structure s ON s.id = i.supplier_id "
    "LEFT JOIN structure r ON r.id = i.recipient_id "
    "LEFT JOIN flow f ON f.id = i.flow_id"
)
COLUMNS = {
    "NumeroFacture": "i.numero",
    "DateFacture": "i.date",
    "DateDepot": "i.at",
    "MontantHT": "i.ht",
    "MontantTTC": "i.ttc",
    "MontantAPayer": "i.due",
    "Statut": "i.statut",
    "NumeroMarche": "i.marche",
    "NumeroBonCommande": "i.engagement",
    "NumeroEngagement": "i.engagement",
    "TypeFacture": "i.type_facture",
    "TypeDemandePaiement": "i.kind",
    "ModeDepot": "i.mode",
    "NumeroFluxDepot": "f.number",
    "CodeFournisseur": "s.identifiant",
    "IdentifiantFournisseur": "s.identifiant",
    "IdFournisseur": "i.supplier_id",
    "DesignationFournisseur": "json_extract(s.data, '$.nom')",
    "Fournisseur": "json_extract(s.data, '$.nom')",
    "CodeDestinataire": "r.identifiant",
    "IdentifiantDestinataire": "r.identifiant",
    "IdDestinataire": "i.recipient_id",
    "DesignationDestinataire": "json_extract(r.data, '$.nom')",
    "Destinataire": "json_extract(r.data, '$.nom')",
    "IdFacture": "i.id",
    "FactureTelechargeeParDestinataire": "i.downloaded",
}
# member -> SQL comparison with one value
EQUAL = {
    "numeroFacture": "i.numero = ?",
    "numeroFactureTravaux": "i.numero = ?",
    "numeroDemandePaiement": "i.numero = ?",
    "typeFacture": "i.type_facture = ?",
    "typeFactureTravaux": "i.type_facture = ?",
    "typeDemandePaiement": "i.kind = ?",
    "idFournisseur": "i.supplier_id = ?",
    "idStructureFournisseur": "i.supplier_id = ?",
    "idDestinataire": "i.recipient_id = ?",
    "idServiceExecutant": "i.service_id = ?",
    "idServiceDestinataire": "i.service_id = ?",
    "idStructureValideur": "i.validator_id = ?",
    "idStructureMoe": "i.moe_id = ?",
    "idStructureMoa": "i.moa_id = ?",
    "cadreFacturation": "i.cadre = ?",
    "numeroMarche": "i.marche = ?",
    "numeroBonCommande": "i.engagement = ?",
    "numeroEngagement": "i.engagement = ?",
    "modeDepot": "i.mode = ?",
    "numeroFluxDepot": "f.number = ?",
    "rejetTraite": "i.rejet_traite = ?",
    "factureTelechargeeParDestinataire": "i.downloaded = ?",
    "flagTelecharge": "i.downloaded = ?",
    "numeroFactureOrigine": "json_extract(i.data, '$.origine') = ?",
    "numeroDpMandat": "json_extract(i.data, '$.mandat') = ?",
    "coordonneeBancaire": "json_extract(i.data, '$.banque_id') = ?",
    "idCoordonneeBancaire": "json_extract(i.data, '$.banque_id') = ?",
    "idServiceFournisseur": "json_extract(i.data, '$.service_fournisseur_id') = ?",
    "idServiceMoe": "json_extract(i.data, '$.moe_service_id') = ?",
    "idServiceMoa": "json_extract(i.data, '$.moa_service_id') = ?",
    "numeroDossierFacturation": "i.dossier_id = ?",
    **{
        f"montant{name}{bound}": f"i.{column} {sign} ?"
        for name, column in (
            ("HT", "ht"),
            ("TTC", "ttc"),
            ("APayer", "due"),
            ("Apayer", "due"),
        )
        for bound, sign in (("Min", ">="), ("Max", "<="))
    },
}
AMONG = {
    "statutCourant": "i.statut",
    "listeStatutCourant": "i.statut",
    "listeTypeFacture": "i.type_facture",
    "listeTypeFactureTravaux": "i.type_facture",
}
INSTANTS = {"periodeDateDepot": "i.at", "periodeDateHeureEtatCourant": "i.statut_at"}
DAYS = ("periodeDateFacture", "periodeDateFactureTravaux", "periodeDateFournisseur")


class Where:
    """An SQL condition built from the criteria of a request."""

    def __init__(self, *conditions):
        self.parts, self.args = list(conditions), []

    def add(self, sql, *args):
        self.parts.append(sql)
        self.args += args

    def among(self, column, values):
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def siren(self, alias, column, number):
        """Same structure, or every structure of the same SIREN."""
        sql = f"substr({alias}.identifiant, 1, 9) = (SELECT substr(identifiant, 1, 9) "
        self.add(sql + f"FROM structure WHERE id = ?) AND {column} IS NOT NULL", number)

    def criteria(self, body):
        for name, value in body.items():
            if value == "":
                continue  # an empty criterion filters nothing
            if name in EQUAL:
                self.add(EQUAL[name], value)
            elif name in AMONG and value:
                self.among(AMONG[name], value)
            elif name.endswith(("Du", "Au")):
                self._period(name, value)
        return self

    def _period(self, name, value):
        stem, end = name[:-2], name.endswith("Au")
        sign = "<=" if end else ">="
        if stem in INSTANTS:
            self.add(f"{INSTANTS[stem]} {sign} ?", instant(name, value, end))
        elif stem in DAYS:
            self.add(f"i.date {sign} ?", formats.day(instant(name, value, end)))

    @property
    def sql(self):
        return " WHERE " + " AND ".join(self.parts or ["1"])


def instant(name, value, end):
    try:
        return formats.parse(value, end)
    except ValueError:
        raise contract.Malformed(f"{name} doit etre une date") from None


def run(db, where, page):
    """``(rows, total)`` of one page."""
    total = db.execute(f"SELECT count(*) {TABLES}{where.sql}", where.args).fetchone()[0]
    if not total:
        return [], 0
    column = COLUMNS.get(page.column, "i.at")
    way = "DESC" if page.descending else "ASC"
    rows = db.execute(
        f"SELECT i.*, f.number AS flow_number, f.size AS flow_size {TABLES}{where.sql} "
        f"ORDER BY {column} {way}, i.id {way}{page.sql()}",
        where.args,
    ).fetchall()
    return rows, total
