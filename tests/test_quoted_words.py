# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sentence that names a button or a field does so by the words that stand on it."""

import re

import polib
import pytest
from conftest import ROOT

# Quoted, and no word of ours: of the portal and PISTE, of Odoo, of the law, of a
# printing program, or a heading that is French in every language.
FOREIGN = {
    "API > Consentement CGU API",
    "Activités du gestionnaire",
    "Appliquer les modifications",
    "Authentification",
    "Client ID",
    "Company ID",
    "Compléter",
    "Complétée",
    "Comptabilisée",
    "Cumul",
    "Déposer",
    "EI",
    "Factures de travaux",
    "Intégré",
    "Mandatée",
    "Mes applications",
    "Mise en paiement",
    "Mise à disposition du destinataire",
    "Mise à disposition",
    "Modifier l'application",
    "Raccordement API",
    "Raccordements > Compte technique",
    "Raccordements",
    "Receivable",
    "Recycler",
    "Secret Key",
    "Suivi des flux",
    "Sélectionner les API",
    "TVA non applicable, art. 293 B du CGI",
    "TVA",
    "Titre",
    "Type",
    "cvc-",
    "other",
    "report",
    "to verify",
    "with patched qt",
    "à vérifier",
}


def plain(text):
    """Return words as a reader compares them: blanks are one, no colon at the end."""
    return re.sub(r"[\s\xa0\u202f]+", " ", text).replace("%%", "%").strip(" :")


FILES = sorted(ROOT.glob("chorus_pro_connector*/i18n/fr.po"))
WORDS = {}
for _file in FILES:
    for _row in polib.pofile(str(_file)):
        WORDS.setdefault(plain(_row.msgid), set()).add(plain(_row.msgstr))


# What is filled in is quoted too.
VALUE = re.compile(r"%[(s]")


def quoted(text, marks):
    return [
        plain(words) for words in re.findall(marks, text) if not VALUE.search(words)
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parts[-3])
def test_what_is_quoted_stands_on_the_screen(file):
    wrong = []
    for row in polib.pofile(str(file)):
        french = quoted(row.msgstr, "«([^»]+)»")
        for words in quoted(row.msgid, "“([^”]+)”"):
            # An example that one would type is none of ours either.
            example = "for example “" in row.msgid or "for instance “" in row.msgid
            if words not in WORDS:
                if words not in FOREIGN and not example:
                    wrong.append((words, row.msgid))
            elif not WORDS[words] & set(french):
                wrong.append((words, french))
    assert wrong == []


def test_every_exception_is_used():
    said = "".join(row.msgid for file in FILES for row in polib.pofile(str(file)))
    assert {words for words in FOREIGN if f"“{words}”" not in said} == set()
