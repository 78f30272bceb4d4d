# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What PDF/A-3b forbids outside text, removed or corrected in a ``pikepdf.Pdf``.

Numbers in comments are clauses of ISO 19005-3.
"""

import re
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from .errors import FileError
from .pdf_text import Node, content_bytes

# Scripts, forms, portfolios and earlier embeddings. /OutputIntents and /Metadata are
# written anew afterwards.
_CATALOG_KEYS = (
    "/AA",
    "/AF",
    "/AcroForm",
    "/Collection",
    "/Legal",
    "/Metadata",
    "/NeedsRendering",
    "/OpenAction",
    "/OutputIntents",
    "/Perms",
    "/PieceInfo",
    "/Requirements",
    "/SpiderInfo",
    "/Version",
)
_PAGE_KEYS = ("/AA", "/AF", "/Metadata", "/PieceInfo", "/PresSteps", "/Trans", "/Dur")
_IMAGE_KEYS = ("/AF", "/Alternates", "/Interpolate", "/Metadata", "/OPI")
_FORM_KEYS = ("/AF", "/Metadata", "/OPI", "/PS", "/PieceInfo", "/Ref", "/Subtype2")
_STATE_KEYS = ("/HT", "/HTP", "/TR", "/TR2")
# Inline pictures to be smoothed, or packed with the one method PDF/A excludes.
_ODD_INLINE_PICTURE = re.compile(
    rb"\bBI\b.{1,300}?/(?:I(?:nterpolate)?\s+true|LZW)", re.DOTALL
)
_JPEG_2000_CHANNELS = (1, 3, 4)
_ACTIONS = ("/GoTo", "/URI")
_PRINT = 4


def clean(document: Pdf) -> None:
    """Correct ``document`` in place."""
    if _has_files(document):
        _drop_files(document)
    _flatten(document)
    _clean_catalog(document.Root)
    _clean_layers(document.Root.get("/OCProperties"))
    for item in _outline_items(document.Root.get("/Outlines")):
        _clean_action(item)
    resources = _Resources(document)
    for page in document.pages:
        _clean_page(page.obj, resources)


def _drop(dictionary: Node, keys: Iterable[str]) -> None:
    for key in keys:
        if key in dictionary:
            del dictionary[key]


def _is(value: object, *kinds: type) -> bool:
    return isinstance(value, kinds)


def _annotations(page: Node) -> list[Node]:
    return [item for item in page.get("/Annots", ()) if _is(item, Dictionary)]


def _has_files(document: Pdf) -> bool:
    root: Node = document.Root
    return (
        "/AF" in root
        or "/EmbeddedFiles" in root.get("/Names", {})
        or any(
            "/FS" in annotation
            for page in document.pages
            for annotation in _annotations(page.obj)
        )
    )


def _drop_files(document: Pdf) -> None:
    """Cut every way to an embedded file, so that saving leaves it out.

    All objects are looked at, 30 µs each: pages, pictures and tags may refer to a file.
    """
    for item in document.objects:
        if _is(item, Dictionary, Stream):
            _drop(item, ("/AF", "/EF", "/RF"))


def _flatten(document: Pdf) -> None:
    """Draw forms and notes into the pages: only links may remain (6.3, 6.4)."""
    kinds = {
        annotation.get("/Subtype")
        for page in document.pages
        for annotation in _annotations(page.obj)
    }
    if Name.Widget in kinds:
        document.generate_appearance_streams()
        if "/AcroForm" in document.Root:
            # Otherwise the appearances just made are skipped as out of date.
            _drop(document.Root.AcroForm, ["/NeedAppearances"])
    if kinds - {Name.Link}:
        # "screen" leaves out what the source hides.
        document.flatten_annotations("screen")


def _clean_catalog(root: Node) -> None:
    _drop(root, _CATALOG_KEYS)
    names = root.get("/Names")
    if names is None:
        return
    destinations = names.get("/Dests")
    del root["/Names"]
    if destinations is not None:
        root.Names = Dictionary(Dests=destinations)


def _clean_layers(properties: Node | None) -> None:
    """Layers need a name and no automatic state (6.9); the panel's order may go."""
    if properties is None:
        return
    configurations = [properties.get("/D"), *properties.get("/Configs", ())]
    for number, configuration in enumerate(filter(None, configurations)):
        configuration.Name = pikepdf.String(f"Layers {number}")
        _drop(configuration, ("/AS", "/Order"))


def _outline_items(outlines: Node | None) -> Iterator[Node]:
    waiting, seen = [outlines], {(0, 0)}
    while waiting:
        item = waiting.pop()
        # Outline items are indirect objects (PDF 32000, 12.3.3); others are (0, 0).
        if item is None or item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield item
        waiting += [item.get("/First"), item.get("/Next")]


def _clean_action(holder: Node) -> None:
    """Keep a plain jump or web address; drop scripts, launches, chains (6.5)."""
    _drop(holder, ["/AA"])
    action = holder.get("/A")
    if action is None:
        return
    if not _is(action, Dictionary) or action.get("/S") not in _ACTIONS:
        del holder["/A"]
    else:
        _drop(action, ["/Next"])


def _clean_page(page: Node, resources: "_Resources") -> None:
    _drop(page, _PAGE_KEYS)
    links = [
        annotation
        for annotation in _annotations(page)
        if annotation.get("/Subtype") == Name.Link
    ]
    for link in links:
        _clean_action(link)
        _drop(link, ("/AF", "/AP", "/PA"))
        link.F = _PRINT
    if links:
        page.Annots = Array(links)
    else:
        _drop(page, ["/Annots"])
    if "/Resources" not in page:
        # "Explicitly associated" (6.2.2): inherited ones do not count.
        page.Resources = pikepdf.Page(page).resources
    if _ODD_INLINE_PICTURE.search(content_bytes(page)):
        # As objects of their own they are corrected like any other picture.
        pikepdf.Page(page).externalize_inline_images()
    _clean_group(page)
    resources.clean(page.Resources)


def _clean_group(holder: Node) -> None:
    group = holder.get("/Group")
    if _is(group, Dictionary) and group.get("/CS") == Name.DeviceCMYK:
        # Blending in a colour space that the output intent does not define (6.2.4.3).
        group.CS = Name.DeviceRGB


def _check_jpeg_2000(picture: Node) -> None:
    """Refuse what 6.2.8.3 does: a JPEG 2000 with another number of channels."""
    filters = picture.get("/Filter")
    if filters not in (Name.JPXDecode, Array([Name.JPXDecode])):
        return
    head = bytes(picture.get_raw_stream_buffer())[:256]
    # The "ihdr" box: height and width on four bytes each, then the number of channels.
    at = head.find(b"ihdr") + 12
    channels = int.from_bytes(head[at : at + 2], "big") if at >= 12 else 0
    if channels not in _JPEG_2000_CHANNELS:
        raise FileError(
            "pdf_picture", f"The PDF has a JPEG 2000 picture of {channels} channels."
        )


class _Resources:
    """Walk over resource dictionaries, each one once."""

    def __init__(self, document: Pdf) -> None:
        self._document = document
        self._seen: set[tuple[int, int]] = set()
        self._cmyk: Node | None = None

    def clean(self, resources: Node) -> None:
        if not self._is_new(resources):
            return
        spaces = resources.get("/ColorSpace")
        if spaces is None:
            spaces = resources.ColorSpace = Dictionary()
        if "/DefaultCMYK" not in spaces:
            spaces.DefaultCMYK = self._default_cmyk()
        for state in self._values(resources, "/ExtGState"):
            self._clean_state(state, resources)
        for item in self._values(resources, "/XObject"):
            self._clean_xobject(item, resources)
        for pattern in self._values(resources, "/Pattern"):
            self._clean_pattern(pattern, resources)
        for font in self._values(resources, "/Font"):
            if font.get("/Subtype") == Name.Type3:
                self._clean_inner(font, resources)

    def _is_new(self, item: Node) -> bool:
        if not item.is_indirect:
            return True
        new = item.objgen not in self._seen
        self._seen.add(item.objgen)
        return new

    @staticmethod
    def _values(resources: Node, kind: str) -> list[Node]:
        return [
            value
            for value in resources.get(kind, {}).values()
            if _is(value, Dictionary, Stream)
        ]

    def _clean_inner(self, holder: Node, parent: Node) -> None:
        if "/Resources" not in holder:
            holder.Resources = parent
        self.clean(holder.Resources)

    def _clean_state(self, state: Node, parent: Node) -> None:
        _drop(state, _STATE_KEYS)
        mask = state.get("/SMask")
        if _is(mask, Dictionary) and "/G" in mask:
            self._clean_xobject(mask.G, parent)

    def _clean_pattern(self, pattern: Node, parent: Node) -> None:
        if _is(pattern, Stream):
            self._clean_inner(pattern, parent)
        elif "/ExtGState" in pattern:
            self._clean_state(pattern.ExtGState, parent)

    def _clean_xobject(self, item: Node, parent: Node) -> None:
        if not self._is_new(item):
            return
        kind = item.get("/Subtype")
        if kind == Name.Image:
            for picture in (item, item.get("/SMask"), item.get("/Mask")):
                if _is(picture, Stream):
                    _drop(picture, _IMAGE_KEYS)
                    _check_jpeg_2000(picture)
        elif kind == Name.PS or item.get("/Subtype2") == Name.PS:
            raise FileError("pdf_postscript", "The PDF contains a PostScript program.")
        else:
            _drop(item, _FORM_KEYS)
            _clean_group(item)
            self._clean_inner(item, parent)

    def _default_cmyk(self) -> Node:
        """Return a colour space that brings printing colours to sRGB (6.2.4.3).

        It converts as simple viewers do, (1 - c)(1 - k), without a press profile.
        """
        if self._cmyk is None:
            tint = self._document.make_stream(
                b"{1 exch sub 4 1 roll"
                b" 1 exch sub 3 index mul 3 1 roll"
                b" 1 exch sub 3 index mul 3 1 roll"
                b" 1 exch sub 3 index mul 4 1 roll 3 -1 roll pop}",
                FunctionType=4,
                Domain=[0, 1] * 4,
                Range=[0, 1] * 3,
            )
            self._cmyk = self._document.make_indirect(
                Array(
                    [
                        Name.DeviceN,
                        Array([Name.Cyan, Name.Magenta, Name.Yellow, Name.Black]),
                        Name.DeviceRGB,
                        tint,
                    ]
                )
            )
        return self._cmyk
