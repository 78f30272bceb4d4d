# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The documentation holds: links, files that it names, sections that are cited."""

import re
import shutil
import subprocess
from xml.etree import ElementTree

import polib
import pytest
from conftest import ROOT

ADDON = ROOT / "chorus_pro_connector"
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\(([^)\s]+)\)")
SECTION = r"§?\d+(?:\.\d+)?"
# "portal.md §2.4, §2.9 and §4.4", "portal.md §1.2–1.5", "architecture.md §5".
CITATION = re.compile(
    rf"\b(portal|architecture)\.md ({SECTION}(?:(?:, | and |–){SECTION})*)"
)
# What a citation is not: these files speak of citations.
SPEAK_OF_THEM = {"tests/test_docs.py"}


def tracked(*patterns):
    """Return the repository's own files that match; it need not be a git checkout."""
    # Whoever runs the tests need not be the owner of the checkout.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        found = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
        paths = [ROOT / name for name in found if name]
    else:
        paths = [path for path in ROOT.rglob("*") if ".odoo" not in path.parts]
    return sorted(
        path
        for path in paths
        if path.is_file() and any(path.match(pattern) for pattern in patterns)
    )


def name_of(path):
    return str(path.relative_to(ROOT))


def slug(heading):
    """Return the anchor that forges make of a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def headings(path):
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S)
    return re.findall(r"^#+ (.+)$", text, re.M)


def sections(name):
    """Return the numbers of the sections of a page: ``{"2", "2.4", …}``."""
    return {
        match.group(1)
        for heading in headings(DOCS / f"{name}.md")
        if (match := re.match(r"(\d+(?:\.\d+)?)\.? ", heading))
    }


def flat(text):
    """Return a source on one line, without the marks of its comments."""
    return re.sub(r"\s*\n\s*(?:# ?)?", " ", text)


def cited(text):
    """Yield (page, first and last section named) for each citation."""
    for page, list_ in CITATION.findall(flat(text)):
        for number in re.findall(r"\d+(?:\.\d+)?", list_):
            yield page, number


@pytest.mark.parametrize("path", tracked("*.md"), ids=name_of)
def test_links_lead_somewhere(path):
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S)
    wrong = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, anchor = target.partition("#")
        there = (path.parent / file) if file else path
        if not there.exists():
            wrong.append(target)
        elif anchor and anchor not in map(slug, headings(there)):
            wrong.append(target)
    assert wrong == []


@pytest.mark.parametrize("path", tracked("index.html"), ids=name_of)
def test_pictures_of_a_description_page_exist(path):
    sources = re.findall(r'src="([^"]+)"', path.read_text("utf-8"))
    assert [name for name in sources if not (path.parent / name).is_file()] == []


def test_every_screenshot_is_shown():
    shown = {
        (path.parent / target).resolve()
        for path in tracked("*.md")
        for target in LINK.findall(path.read_text("utf-8"))
    }
    pictures = {
        path.resolve() for path in tracked("*.png") if path.stem not in ("icon", "logo")
    }
    assert pictures - shown == set()


def test_the_first_page_is_short():
    """What it is, two pictures, two commands, links: the rest is below docs/."""
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    assert text.count("![") == 2
    pages = {path for path in tracked("docs/*.md", "docs/fr/*.md")}
    linked = {(ROOT / link.partition("#")[0]) for link in LINK.findall(text)}
    assert pages - linked == set()


def table_of_files():
    text = (DOCS / "architecture.md").read_text("utf-8")
    table = text[text.index("## 10.") :]
    rows = re.findall(r"^\| ([^|]+) \| (`[^|]+) \|$", table, re.M)
    return [
        (what, file) for what, files in rows for file in re.findall("`(.+?)`", files)
    ]


@pytest.mark.parametrize(("what", "file"), table_of_files())
def test_every_behaviour_has_its_file(what, file):
    assert (ADDON / file).is_file() or (ROOT / file).is_file(), what


def test_every_source_is_in_the_table():
    """A newcomer finds there where anything lives; whoever adds a file says what."""
    folders = [path.parent for path in tracked("*/__manifest__.py")]
    there = {
        path
        for folder in folders
        for path in tracked("*.py")
        if path.is_relative_to(folder)
        and path.name not in ("__init__.py", "__manifest__.py")
        and not {"tests", "migrations"} & set(path.relative_to(folder).parts)
    }
    assert len(there) > 300
    named = {
        path
        for _what, file in table_of_files()
        for path in (ADDON / file, ROOT / file)
        if path.is_file()
    }
    assert sorted(map(name_of, there - named)) == []


@pytest.mark.parametrize("page", ["portal", "architecture"])
def test_cited_sections_exist(page):
    known = sections(page)
    wrong = [
        f"{name_of(path)}: {page}.md §{number}"
        for path in tracked("*.py", "*.md", "*.xml", "*.js", "*.sh")
        if name_of(path) not in SPEAK_OF_THEM
        for cited_page, number in cited(path.read_text("utf-8"))
        if cited_page == page and number not in known
    ]
    assert wrong == []


def test_no_citation_of_what_is_not_here():
    """Each § in the code follows the name of a page."""
    wrong = []
    for path in tracked("*.py", "*.sh", "*.xml", "*.js"):
        text = flat(path.read_text("utf-8"))
        if "§" in CITATION.sub("", text) and name_of(path) not in SPEAK_OF_THEM:
            wrong.append(name_of(path))
    # Their regular expression of a rule's number.
    allowed = {
        f"chorus_pro_connector/tests/{name}.py"
        for name in ("test_checks_file", "test_checks_rules")
    }
    assert set(wrong) - allowed == set()


def test_a_wrong_citation_is_found():
    text = "# (portal.md §1.2–1.5, §99.1 and\n# §2) then architecture.md §5"
    assert list(cited(text)) == [
        ("portal", "1.2"),
        ("portal", "1.5"),
        ("portal", "99.1"),
        ("portal", "2"),
        ("architecture", "5"),
    ]
    assert "99.1" not in sections("portal") and "2.14" in sections("portal")


# === Menus that the French pages name ===


MENU_PATH = re.compile(r"\*([^*|]{3,60}? >\s[^*|]{3,120})\*")


def french():
    """Return {English: French} of all terms of our addons."""
    words = {}
    for path in ROOT.glob("*/i18n/fr.po"):
        for entry in polib.pofile(str(path)):
            words.setdefault(entry.msgid, entry.msgstr)
    return words


def menus():
    """Return {menu: (French name, its parent)} of all menus that are ours."""
    words, actions, found = french(), {}, {}
    trees = [ElementTree.parse(path) for path in ROOT.glob("*/*/*.xml")]
    for tree in trees:
        for record in tree.iter("record"):
            name = record.find("field[@name='name']")
            if name is not None and name.text:
                actions[record.get("id")] = name.text
    for tree in trees:
        parents = {child: node for node in tree.iter() for child in node}
        for node in tree.iter("menuitem"):
            above = parents[node]
            parent = above.get("id") if above.tag == "menuitem" else node.get("parent")
            name = node.get("name") or actions.get(node.get("action"), "")
            found[node.get("id")] = (words.get(name, name), parent)
    return found


def test_french_pages_name_menus_that_are_there():
    """*Chorus Pro > Échanges > Dépôts*: each is below the one before it."""
    tree = menus()
    root = "menu_chorus_root"
    assert tree[root][0] == "Chorus Pro"
    below = {}
    for key, (name, parent) in tree.items():
        below.setdefault(parent, {})[name] = key
    wrong, seen = [], 0
    for path in tracked("docs/fr/*.md"):
        for text in MENU_PATH.findall(path.read_text("utf-8").replace("**", "")):
            steps = " ".join(text.split()).split(" > ")
            if steps[0] == "Paramètres" or "Chorus Pro" not in steps:
                continue
            at, seen = root, seen + 1
            for step in steps[steps.index("Chorus Pro") + 1 :]:
                if at not in below:
                    # Below a list: what it opens, or a button.
                    break
                at = below[at].get(step)
                if at is None:
                    wrong.append(f"{path.name}: {text}")
                    break
    assert wrong == []
    assert seen > 5
