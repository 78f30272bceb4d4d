# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""docs/install-proofs.md names tests that exist; and what the French pages for those
who install say of screens, checks, reports and commands is so."""

import ast
import re

import polib
import pytest
from conftest import ROOT
from named_proofs import has_test, named_tests

ADDON = ROOT / "chorus_pro_connector"
PAGE = "install-proofs.md"
PAGES = {
    name: (ROOT / f"docs/fr/{name}.md").read_text("utf-8")
    for name in (
        "administrateur",
        "depannage",
        "installer",
        "production",
        "repetition",
        "venir-de-l-oca",
        "venir-du-portail",
    )
}
# Odoo's own words, as its French has them.
ODOO = {"Activer", "Activer le mode développeur"}
VERB = re.compile(r"(?!Votre|Autre|Fichier)(?:Les )?[A-ZÉ][a-zéèê]+(?:er|ir|re)\b")
# Step of the connection test → how the list for production names it.
CHECKS = {
    "settings": "réglages complets",
    "clock": "horloge du serveur",
    "application": "application PISTE",
    "api": "abonnement à chaque API",
    "account": "compte technique",
    "attachment": "rattachement à votre SIRET",
    "password": "âge du mot de passe",
    "printing": "programme d'impression",
}
# Verdict that wants a hand → what the page on the OCA modules says.
HANDS = {
    "bad_siret": "SIRET faux",
    "both_know": "Ce que notre connecteur sait déjà",
    "environment_unknown": "environnement inconnu",
    "expired": "mot de passe expiré",
    "file_gone": "Fichier disparu du disque",
    "first_person": "plusieurs personnes prévenues",
    "flow_left": "Flux laissé, avec ses factures",
    "format_by_client": "format par client",
    "id_used": "l'un des nôtres a le même numéro",
    "merged": "deux qui n'en font qu'un",
    "no_code": "service sans code",
    "no_company": "sa société n'existe plus",
    "no_flow": "Aucun flux n'a cette facture",
    "no_password": "ou nulle part",
    "other_method": "Autre mode d'envoi",
    "production": "production",
    "rejected": "Rejetée et jamais renvoyée",
    "server_file": "identifiants dans les fichiers du serveur",
    "twice": "Même identifiant pour plusieurs factures",
    "unsent": "Hors Chorus Pro et impayée",
}


@pytest.mark.parametrize(("file", "test"), named_tests(PAGE))
def test_every_proof_exists(file, test):
    folder = "tests/" if file.startswith("install/") else ""
    assert has_test(folder + file, test)


def test_the_page_is_read():
    assert len(named_tests(PAGE)) > 60


@pytest.mark.parametrize("page", PAGES)
def test_words_of_the_screen(page):
    """What is bold and begins with what one does is a button, or the name of one."""
    terms = set(ODOO)
    for path in ROOT.glob("*/i18n/fr.po"):
        terms |= {entry.msgstr for entry in polib.pofile(str(path))}
    bold = re.findall(r"\*\*([^*]+)\*\*", PAGES[page])
    buttons = {" ".join(text.split()) for text in bold if VERB.match(text)}
    assert buttons - terms == set()


def test_what_the_page_calls_written_is_what_odoo_writes():
    """A table of symptoms that says what is written quotes it; “…” is filled in."""
    written = [
        re.sub(r"[\xa0\u202f]", " ", entry.msgstr)
        for entry in polib.pofile(str(ADDON / "i18n/fr.po"))
    ]
    tables = PAGES["depannage"].partition("## Rejetée")[0]
    cells = re.findall(r"^\| (.+?) \|", tables, re.M)
    quoted = [words for cell in cells for words in re.findall(r"\*([^*]+)\*", cell)]
    assert len(quoted) > 6
    for words in quoted:
        pattern = ".*".join(re.escape(part.strip()) for part in words.split("…"))
        assert any(re.match(pattern, text, re.S) for text in written), words


def value_of(path, name):
    """Return the node that a file gives to a name, wherever in it."""
    for node in ast.walk(ast.parse((ADDON / path).read_text("utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return node.value
    raise LookupError(name)


def test_the_list_for_production_has_each_check():
    steps = value_of("models/connection/connection_words.py", "_steps").elts
    codes = {step.value for step in steps if isinstance(step, ast.Constant)} | {"api"}
    assert codes == CHECKS.keys()
    ticked = " ".join(PAGES["production"].split())
    for words in CHECKS.values():
        assert f"✔ {words}" in ticked, words


def test_what_wants_a_hand_is_on_the_page():
    verdicts = ast.literal_eval(value_of("models/takeover/report.py", "VERDICTS"))
    assert {code for code, (_taken, hand) in verdicts.items() if hand} == HANDS.keys()
    page = " ".join(PAGES["venir-de-l-oca"].split())
    for words in HANDS.values():
        assert words in page, words


def test_commands_exist():
    """Each script of ours is there, and its help has each option that a page gives."""
    seen = 0
    for text in PAGES.values():
        for script, rest in re.findall(r"(setup/\w+\.sh)([^`\n]*)", text):
            code = (ROOT / script).read_text("utf-8")
            for option in re.findall(r"--[a-z]+", rest):
                assert f"{option} " in code, (script, option)
            seen += 1
    assert seen > 4
