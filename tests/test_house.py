# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The order of the rooms of ``models/`` holds, and no override is lost in silence.

Read from the source, without Odoo: imports, calls of our own methods, and methods of
one model that stand in several files.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDONS = sorted(path.parent for path in ROOT.glob("*/__manifest__.py"))
MODELS = ROOT / "chorus_pro_connector" / "models"
WORKS = ROOT / "chorus_pro_connector_works"
# What any room may use, and what declares it.
COMMON = {"rule", "states"}
# Names that other modules have too: a call may mean theirs.
SHARED = {"create", "write", "unlink", "copy", "search", "default_get"}


def declared(folder):
    """Return the names that ``__init__`` imports, in their order."""
    tree = ast.parse((folder / "__init__.py").read_text("utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return [alias.name for node in imports for alias in node.names]


ROOMS = declared(MODELS)
# Both addons whose models stand in rooms.
HOUSES = [MODELS, WORKS / "models"]
of_houses = pytest.mark.parametrize("house", HOUSES, ids=lambda path: path.parent.name)


def sources(folder):
    """Return {path: tree} of a folder's own Python files, in the order of import."""
    return {
        path: ast.parse(path.read_text("utf-8"))
        for name in declared(folder)
        if (path := folder / f"{name}.py").exists()
    }


def model_of(cls):
    """Return the model that a class declares or extends, else None."""
    found = {}
    for node in cls.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("_name", "_inherit"):
                found[name] = ast.literal_eval(node.value)
    model = found.get("_name") or found.get("_inherit")
    return model if isinstance(model, str) else None


def methods(tree):
    """Yield (model, function) for each method of a model in a file."""
    for cls in ast.walk(tree):
        if isinstance(cls, ast.ClassDef) and (model := model_of(cls)):
            for node in cls.body:
                if isinstance(node, ast.FunctionDef):
                    yield model, node


def room_files(house):
    return [
        (room, *item)
        for room in declared(house)
        for item in sources(house / room).items()
    ]


@of_houses
def test_every_file_is_declared(house):
    for folder in [house, *(house / room for room in declared(house))]:
        here = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        folders = {path.parent.name for path in folder.glob("*/__init__.py")}
        names = set(declared(folder))
        assert here | folders == names | (COMMON if folder == MODELS else set())


def test_modules_that_are_named_in_texts_exist():
    """A logger that has moved would be muted, or watched, in vain."""
    named = re.compile(r"odoo\.addons\.(chorus_pro_connector\w*(?:\.\w+)*)")
    wrong = []
    for path in (path for addon in ADDONS for path in addon.rglob("*.py")):
        for name in named.findall(path.read_text("utf-8")):
            module = ROOT.joinpath(*name.split("."))
            if not (module.is_dir() or module.with_suffix(".py").exists()):
                wrong.append(f"{path.name}: {name}")
    assert wrong == []


@of_houses
def test_no_room_imports_one_above(house):
    """``from ..flow`` in a room that flow uses would be a circle."""
    wrong = []
    rooms = declared(house)
    for room, path, tree in room_files(house):
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or node.level != 2:
                continue
            target = (node.module or "").split(".")[0]
            if target in rooms and rooms.index(target) > rooms.index(room):
                wrong.append(f"{path.name}:{node.lineno} imports {target}")
    assert wrong == []


@of_houses
def test_no_room_calls_one_above(house):
    """A method that only exists further up is called through a hook declared below."""
    home = {}
    rooms = declared(house)
    for room, _path, tree in room_files(house):
        for _model, function in methods(tree):
            home.setdefault(function.name, room)
    wrong = []
    for room, path, tree in room_files(house):
        for node in ast.walk(tree):
            name = getattr(node, "attr", None) or getattr(node, "value", None)
            if not isinstance(name, str) or name not in home or name in SHARED:
                continue
            if not isinstance(node, ast.Attribute | ast.Constant):
                continue
            if rooms.index(home[name]) > rooms.index(room):
                wrong.append(f"{path.name}:{node.lineno} uses {name} of {home[name]}")
    assert wrong == []


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_no_method_shadows_another(addon):
    """Of two files with one method of one model, the later one calls ``super()``.

    Without it, the order of two imports would silently decide which of them lives.
    """
    seen = defaultdict(list)
    folders = [addon / "models", addon / "wizard"]
    for folder in (path for path in folders if (path / "__init__.py").exists()):
        rooms = [folder, *(folder / name for name in declared_folders(folder))]
        for path, tree in (item for room in rooms for item in sources(room).items()):
            for model, function in methods(tree):
                seen[model, function.name].append((path, function))
    shadowing = [
        f"{path.name}:{function.lineno} {model}.{name}"
        for (model, name), found in seen.items()
        for path, function in found[1:]
        if not calls_super(function)
    ]
    assert shadowing == []


def declared_folders(folder):
    return [name for name in declared(folder) if (folder / name).is_dir()]


def calls_super(function):
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "super"
        for node in ast.walk(function)
    )


def test_buttons_take_records():
    """A button sends its records, none of a list too: ``@api.model`` would take them
    for an argument, and fail."""
    wrong = [
        f"{path.name}:{node.lineno} {node.name}"
        for addon in ADDONS
        for folder in ("models", "wizard")
        for path in (addon / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("action_")
        if any(ast.unparse(one) == "api.model" for one in node.decorator_list)
    ]
    assert wrong == []


def test_context_keys_are_no_parameters():
    """What a caller over RPC may set decides nothing (architecture.md §2)."""
    found = set()
    for path in (path for addon in ADDONS for path in addon.rglob("*.py")):
        if "tests" not in path.parts:
            text = path.read_text("utf-8")
            found |= set(re.findall(r"with_context\(\s*(chorus_\w+)", text))
            found |= set(re.findall(r"context\.get\(\s*[\"'](chorus_\w+)", text))
            found |= set(re.findall(r"= \"(chorus_ask\w*)\"", text))
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    known = set(re.findall(r"^\* `(chorus_\w+)`:", page, re.M))
    assert found == known


def test_states_have_one_table():
    """Views and scripts may name a state, and only one that exists."""
    text = (MODELS / "states.py").read_text("utf-8")
    states = set(re.findall(r"^    \"(\w+)\": InvoiceState\(", text, re.M))
    named = set()
    compared = re.compile(
        r"chorus_state'?,? *(?:==|!=|=|in|not in|'in',|'=',) *(\(.*?\)|'\w+')"
    )
    for path in (ROOT / "chorus_pro_connector" / "views").glob("*.xml"):
        for found in compared.findall(path.read_text("utf-8")):
            named |= set(re.findall(r"'(\w+)'", found))
    assert len(states) == 13
    assert named - states == set()
    assert {"no", "ready", "queued"} <= named


def test_the_tests_of_order_can_fail():
    """A shadow and a call upwards, made up here, are found."""
    tree = ast.parse(
        "class A(Model):\n    _inherit = 'chorus.flow'\n    def f(self): pass\n"
    )
    ((model, function),) = methods(tree)
    assert (model, function.name, calls_super(function)) == ("chorus.flow", "f", False)
    assert ROOMS.index("connection") < ROOMS.index("flow") < ROOMS.index("sending")


# === The protocol, and its half that knows of PDF only === #

PROTOCOL = ROOT / "chorus_pro_connector" / "chorus"
# Packages without Odoo.
PLAIN = [PROTOCOL, WORKS / "decompte"]
of_plain = pytest.mark.parametrize("package", PLAIN, ids=lambda path: path.name)


def imported(path):
    """Yield (number of dots, dotted name) of each import in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


@of_plain
def test_a_plain_package_imports_nothing_of_odoo(package):
    wrong = [
        f"{path.relative_to(package)} imports {name}"
        for path in package.rglob("*.py")
        for level, name in imported(path)
        if name.split(".")[0] == "odoo" or level > len(path.relative_to(package).parts)
    ]
    assert wrong == []


def test_the_pdf_half_could_be_published_alone():
    """Only itself, the standard library, and the two libraries that it is made of."""
    allowed = {*sys.stdlib_module_names, "pikepdf", "PIL"}
    files = sorted((PROTOCOL / "pdf").glob("**/*.py"))
    wrong = [
        f"{path.name} imports {'.' * level}{name}"
        for path in files
        for level, name in imported(path)
        if level > 1 or not level and name.split(".")[0] not in allowed
    ]
    assert wrong == []
    assert len(files) > 5


def test_the_pdf_half_works_alone(tmp_path):
    """Copied elsewhere under another name, without the rest."""
    shutil.copytree(PROTOCOL / "pdf", tmp_path / "alone")
    script = """if True:
        import io, sys, pikepdf
        from alone import compression, mime, pdfa
        document = pikepdf.new()
        document.add_blank_page()
        document.save(source := io.BytesIO())
        assert pdfa.to_pdfa3(source.getvalue()).startswith(b"%PDF-1.7")
        loaded = {name.split(".")[0] for name in sys.modules}
        print(*sorted(loaded & {"chorus", "odoo"}))
    """
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


@of_plain
def test_every_function_of_a_plain_package_is_typed(package):
    """mypy reads nothing of a function without types; lint runs it (mypy.ini)."""
    bare = [
        f"{path.relative_to(package)}:{node.lineno} {node.name}"
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.returns is None
    ]
    assert bare == []
    assert (package / "py.typed").exists()


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_odoo_runs_every_test_file(addon):
    """Odoo's runner looks only at what ``tests/__init__.py`` imports."""
    folder = addon / "tests"
    if folder.is_dir():
        files = {path.stem for path in folder.glob("test_*.py")}
        imported = {
            alias.name
            for node in ast.walk(ast.parse((folder / "__init__.py").read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert files - imported == set()


def test_what_lies_outside_the_addon_has_one_door():
    """An import of the repository's own folders would break where there is none."""
    wrong = [
        str(path.relative_to(ROOT))
        for addon in ADDONS
        for path in (addon / "tests").glob("*.py")
        if re.search(
            r"^\s*(from|import) (checkers|sandbox|browser)\b",
            path.read_text("utf-8"),
            re.M,
        )
    ]
    assert wrong == []
