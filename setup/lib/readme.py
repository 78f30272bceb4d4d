# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run by ``setup/readme.sh``: one source for what an addon says of itself.

Arguments: the root of the repository, then ``--check`` or nothing. The fragments in
``readme/`` are read on forges, too: their links and pictures are relative to that
folder. Two files are made of them: ``README.md``, and
``static/description/index.html``, which Odoo shows in its list of applications.
"""

import ast
import html
import pathlib
import re
import sys

from markdown_it import MarkdownIt

# Fragment → its title, in the order of the page.
FRAGMENTS = {
    "DESCRIPTION": None,
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "SCREENS": "Screens",
    "FRANCAIS": "En français",
    "ROADMAP": "Known limits",
    "CONTRIBUTORS": "Contributors",
}
NOTICE = "Made by setup/readme.sh from readme/*.md: change those."
LICENCE = (
    "LGPL-3.0 or later. *Chorus Pro* and *PISTE* are services of the French State, "
    "with which this addon has no link."
)
PICTURES = "../static/description/"


def fragments(addon):
    """Return ``[(title or None, Markdown)]`` of the fragments that an addon has."""
    found = [
        (title, path.read_text("utf-8").strip())
        for name, title in FRAGMENTS.items()
        if (path := addon / "readme" / f"{name}.md").exists()
    ]
    return [*found, ("Licence", LICENCE)]


def make_readme(manifest, parts):
    """Return ``README.md``, which lies one folder above the fragments."""
    text = [f"# {manifest['name']}", f"<!-- {NOTICE} -->", manifest["summary"] + "."]
    for title, part in parts:
        text += [f"## {title}"] if title else []
        text.append(re.sub(r"\]\((?!\w+:|#)([^)]+)\)", _one_folder_up, part))
    return "\n\n".join(text) + "\n"


def _one_folder_up(link):
    """Return a relative link of a fragment as the README writes it."""
    target = link.group(1)
    if target.startswith("../"):
        return f"]({target.removeprefix('../')})"
    return f"](readme/{target})"


def make_page(manifest, parts):
    """Return ``index.html``: a section for each fragment, pictures beside it."""
    markdown = MarkdownIt("commonmark").enable("table")
    head = (
        f'<h2 class="oe_slogan">{html.escape(manifest["name"])}</h2>\n'
        f'<h3 class="oe_slogan">{html.escape(manifest["summary"])}</h3>'
    )
    sections = [head]
    for title, part in parts:
        # A picture and a page that the fragment shows beside it lie elsewhere here.
        body = markdown.render(part.replace(PICTURES, ""))
        body = body.replace("<img ", '<img class="img img-fluid border rounded" ')
        body = body.replace("<table>", '<table class="table">')
        body = re.sub(r'<a href="(?!https?:)[^"]*">(.*?)</a>', r"\1", body)
        heading = f"<h2>{html.escape(title)}</h2>\n" if title else ""
        sections.append(heading + body.strip())
    return f"<!-- {NOTICE} -->\n" + "".join(
        f'<section class="oe_container{" oe_dark" if rank % 2 else ""}">\n'
        f'<div class="oe_row oe_spaced">\n{section}\n</div>\n</section>\n'
        for rank, section in enumerate(sections)
    )


def wanted(root):
    """Return ``{path: text}`` of every file that is made."""
    files = {}
    for path in sorted(root.glob("*/readme/DESCRIPTION.md")):
        addon = path.parents[1]
        manifest = ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))
        parts = fragments(addon)
        files[addon / "README.md"] = make_readme(manifest, parts)
        page = addon / "static" / "description" / "index.html"
        files[page] = make_page(manifest, parts)
    return files


def main(root, check=False):
    """Write what differs, or name it; return the status of the program."""
    stale = [
        path
        for path, text in wanted(root).items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path in stale:
        print(f"{path.relative_to(root)}: {'NOT UP TO DATE' if check else 'written'}")
        if not check:
            path.write_text(wanted(root)[path], "utf-8")
    if check and stale:
        print("Run setup/readme.sh.")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), "--check" in sys.argv[2:]))
