# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``report.py RESULT CSV [NAMES]``: what became of each invoice of a rehearsal, in
French: a text for the screen, and a table for a spreadsheet.

With NAMES, the clients' true names stand in both: neither leaves this machine.
"""

import csv
import json
import os
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

VERDICTS = {
    "accepted": "acceptée",
    "before": "bloquée avant l'envoi",
    "portal": "refusée par le portail local",
    "untold": "sans réponse",
    "not_made": "non copiée",
}
HEAD = (
    "Facture;Date;Client;SIRET;Montant TTC;Devise;Résultat;Contrôle;Motif;À corriger;"
    "Montant recalculé;N° interne"
).split(";")


class Report:
    def __init__(self, result, names=None):
        self.rows, self.clients = result["rows"], result["clients"]
        self.result, self.names = result, names or {}

        for row in self.rows:
            row["sentence"] = self._true_names(row["sentence"])

    def _true_names(self, sentence):
        """Return a sentence with the client's name, where it is known."""
        for key, name in self.names.items():
            if other := self.clients.get(key, {}).get("name"):
                sentence = sentence.replace(other, name)
        return sentence

    def client(self, row):
        key = str(row["client"])
        return self.names.get(key) or f"{self.clients[key]['name']} (nom changé)"

    def registry(self, row):
        return self.clients[str(row["client"])]["registry"]

    # === Table === #

    def write_csv(self, path):
        """One row for each invoice, or for each problem; only we may read it."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with open(
            os.open(path, flags, 0o600), "w", newline="", encoding="utf-8"
        ) as file:
            # Spreadsheets take it for UTF-8 when it begins so.
            file.write("\ufeff")
            writer = csv.writer(file, delimiter=";")
            writer.writerow(HEAD)
            writer.writerows(map(self._cells, self.rows))

    def _cells(self, row):
        other = row["other_total"]
        cells = (
            row["number"],
            french_day(row["date"]),
            self.client(row),
            self.registry(row),
            amount(signed(row)),
            row["currency"],
            VERDICTS[row["verdict"]],
            row["code"],
            " ".join(row["sentence"].split()),
            " ".join(row["more"].split()),
            "" if other is None else amount(other),
            row["id"],
        )
        return [harmless(str(cell)) for cell in cells]

    # === Text === #

    def lines(self):
        """Yield the text, line by line."""
        invoices = {row["id"]: row for row in self.rows}
        counts = defaultdict(list)
        for row in invoices.values():
            counts[row["verdict"]].append(row)
        since = french_day(self.result["since"])
        yield f"Répétition : {len(invoices)} factures et avoirs depuis le {since}"
        yield ""
        for verdict, label in VERDICTS.items():
            if some := counts[verdict]:
                told = label.replace("ée", "ées") if len(some) > 1 else label
                yield f"  {len(some):6}  {told:32} {totals(some)}"
        yield from self._remarks()
        bad = [row for row in self.rows if row["verdict"] != "accepted"]
        yield from self._by_check(bad)
        yield from self._by_client(bad)

    def _remarks(self):
        if left := self.result["left_out"]:
            yield f"  {left:6}  laissées de côté : travaux, ou d'autres cadres"
        if other := sum(row["other_total"] is not None for row in self.rows):
            yield f"  {other:6}  dont le total recalculé diffère (colonne du tableau)"
        unknown = [one for one in self.clients.values() if not one["demands_known"]]
        if unknown:
            yield f"  {len(unknown):6}  clients aux exigences inconnues d'Odoo :"
            yield "          service et engagement n'y sont pas vérifiés."
        if not self.result["has_siret"]:
            yield "  La société n'a pas de SIRET de 14 chiffres : toutes ses factures"
            yield "  seraient bloquées ; la répétition en a pris un autre."

    def _by_check(self, rows):
        groups = grouped(rows, lambda row: (row["verdict"], row["code"]))
        if groups:
            yield from headline("Ce qui ne passerait pas, par contrôle")
        for (verdict, code), some in groups:
            clients = len({row["client"] for row in some})
            yield general(some[0])
            yield f"  {numbered(some)}, {clients} client(s), {totals(some)}"
            yield f"  {VERDICTS[verdict]}, contrôle « {code} »"

    def _by_client(self, rows):
        groups = grouped(rows, lambda row: row["client"])
        if groups:
            yield from headline("À corriger, par client")
        for _key, some in groups:
            registry = self.registry(some[0]) or "sans SIRET"
            yield f"{self.client(some[0])} ({registry}) : {totals(some)}"
            for sentence, those in grouped(some, lambda row: general(row)):
                named = ", ".join(sorted({row["number"] for row in those})[:5])
                more = "…" if len({row["number"] for row in those}) > 5 else ""
                yield f"  - {sentence}"
                yield f"    {numbered(those)} : {named}{more}"


def general(row):
    """Return a reason without the number of its invoice: it is said once."""
    sentence = " ".join(row["sentence"].split())
    return sentence.replace(row["number"] or "\0", "la facture")


def grouped(rows, key):
    """Return [(key, rows)], the largest amount first."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return sorted(
        groups.items(), key=lambda item: -sum(abs(row["total"]) for row in item[1])
    )


def headline(text):
    yield ""
    yield text
    yield "-" * len(text)


def numbered(rows):
    count = len({row["id"] for row in rows})
    return f"{count} facture" + ("s" if count > 1 else "")


def signed(row):
    return -row["total"] if row["type"] == "out_refund" else row["total"]


def totals(rows):
    """Return the amounts by currency; an invoice with two problems counts once."""
    sums = defaultdict(float)
    for row in {row["id"]: row for row in rows}.values():
        sums[row["currency"]] += signed(row)
    return " + ".join(f"{amount(value)} {name}" for name, value in sums.items())


def amount(value):
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")


def french_day(text):
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def harmless(text):
    """Return a cell that no spreadsheet takes for a formula; amounts stay numbers."""
    number = text.replace("\u202f", "").replace(",", ".").lstrip("-")
    if text and text[0] in "=+-@\t\r" and not number.replace(".", "", 1).isdigit():
        return "'" + text
    return text.replace("\u202f", "") if number.replace(".", "", 1).isdigit() else text


def main():
    result, table, *names = sys.argv[1:]
    known = json.loads(Path(names[0]).read_text("utf-8")) if names else {}
    report = Report(json.loads(Path(result).read_text("utf-8")), known)
    report.write_csv(table)
    for line in report.lines():
        print(line)
    print()
    print(f"Tableau : {table}")


if __name__ == "__main__":
    main()
