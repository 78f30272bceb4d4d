# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One source for what an addon says of itself (``setup/lib/readme.py``)."""

import importlib.util

import pytest
from conftest import ROOT

spec = importlib.util.spec_from_file_location("readme", ROOT / "setup/lib/readme.py")
readme = importlib.util.module_from_spec(spec)
spec.loader.exec_module(readme)


@pytest.fixture
def addon(tmp_path):
    """An addon with two fragments, a picture and a link."""
    folder = tmp_path / "an_addon"
    (folder / "readme").mkdir(parents=True)
    (folder / "static" / "description").mkdir(parents=True)
    manifest = '{"name": "A & B", "summary": "Does <this>"}'
    (folder / "__manifest__.py").write_text(manifest)
    text = "It *sends*.\n\n![A list](../static/description/list.png)\n"
    (folder / "readme" / "DESCRIPTION.md").write_text(text)
    text = "See [rules](RULES.md) and [it](https://example.org).\n\n|a|\n|-|\n|b|\n"
    (folder / "readme" / "USAGE.md").write_text(text)
    return folder


def test_pictures_and_links_follow_the_file(addon):
    readme.main(addon.parent)
    text = (addon / "README.md").read_text()
    assert text.startswith("# A & B\n")
    assert "![A list](static/description/list.png)" in text
    assert "[rules](readme/RULES.md)" in text and "[it](https://example.org)" in text
    assert text.index("It *sends*.") < text.index("## Usage") < text.index("## Licence")
    page = (addon / "static" / "description" / "index.html").read_text()
    assert "A &amp; B" in page and "Does &lt;this&gt;" in page
    assert 'src="list.png" alt="A list"' in page and "<em>sends</em>" in page
    assert '<a href="https://example.org">it</a>' in page and "RULES.md" not in page
    assert "<td>b</td>" in page


def test_what_is_older_than_its_fragments_is_named(addon, capsys):
    assert readme.main(addon.parent, check=True) == 1
    assert not (addon / "README.md").exists()
    assert readme.main(addon.parent) == 0
    assert readme.main(addon.parent, check=True) == 0
    capsys.readouterr()
    (addon / "readme" / "USAGE.md").write_text("Something else.\n")
    assert readme.main(addon.parent, check=True) == 1
    printed = capsys.readouterr().out
    assert "an_addon/README.md: NOT UP TO DATE" in printed
    assert "an_addon/static/description/index.html: NOT UP TO DATE" in printed


def test_those_of_the_repository_are_up_to_date():
    assert readme.main(ROOT, check=True) == 0
