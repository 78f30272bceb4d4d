# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDFs as they come from elsewhere, each with something that PDF/A forbids.

Made here rather than kept as files: what is wrong with each can be read.
"""

import io

import facturx
import pikepdf
from facturx_samples import invoice
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String
from PIL import Image
from pypdf import PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

SECRET = b"content of an earlier embedded file"
_PAPER = (595, 842)


def page(content=b"", **resources):
    """Return a ``pikepdf.Pdf`` of one page."""
    document = pikepdf.new()
    document.add_blank_page(page_size=_PAPER)
    content = document.make_stream(content)
    document.pages[0].obj.Contents = content
    document.pages[0].obj.Resources = Dictionary(**resources)
    return document


def saved(document, **options):
    """Return the bytes of a ``pikepdf.Pdf``."""
    output = io.BytesIO()
    # What a test put into the XMP stays there.
    document.save(output, fix_metadata_version=False, **options)
    return output.getvalue()


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def _form(document, content, **entries):
    return document.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 100], **entries
    )


def plain():
    return saved(page(b"1 0 0 rg 10 10 100 100 re f"))


def transparency():
    document = page(b"/G gs 1 0 0 rg 10 10 100 100 re f")
    state = Dictionary(ca=0.5, BM=Name.Multiply, TR=Name.Identity, TR2=Name.Identity)
    document.pages[0].obj.Resources.ExtGState = Dictionary(G=state)
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    document.pages[0].obj.Group = group
    return saved(document)


def cmyk_drawing():
    return saved(page(b"0.1 0.5 0.2 0.1 k 10 10 100 100 re f"))


def cmyk_picture():
    picture = io.BytesIO()
    Image.new("CMYK", (16, 16), (10, 20, 30, 40)).save(picture, "JPEG")
    document = page(b"q 100 0 0 100 50 50 cm /I Do Q")
    document.pages[0].obj.Resources.XObject = Dictionary(
        I=document.make_stream(
            picture.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=16,
            Height=16,
            ColorSpace=Name.DeviceCMYK,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
            Interpolate=True,
            Metadata=document.make_stream(b"junk", Type=Name.Metadata),
        )
    )
    return saved(document)


def cmyk_spaces():
    """Printing colours under a spot colour, an index, a shading, a form."""
    document = page(
        b"/S cs 1 scn 0 0 10 10 re f /N cs 1 scn 20 20 10 10 re f /D sh /F Do"
    )
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0] * 4, C1=[0, 1, 1, 0], N=1)
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[0, 0, 1, 1], Function=tint
    )
    resources = document.pages[0].obj.Resources
    resources.Shading = Dictionary(D=shading)
    resources.ColorSpace = Dictionary(
        S=Array([Name.Separation, Name.Rouge, Name.DeviceCMYK, tint]),
        N=Array([Name.Indexed, Name.DeviceCMYK, 1, String("abcdefgh")]),
    )
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    form = _form(document, b"0 0 0 1 k 0 0 9 9 re f", Group=group, Ref=Dictionary())
    resources.XObject = Dictionary(F=form)
    return saved(document)


def pictures():
    """A 16-bit PNG and a PNG with an alpha channel, by reportlab."""
    output = io.BytesIO()
    paper = canvas.Canvas(output)
    for mode in ("I;16", "RGBA"):
        picture = io.BytesIO()
        Image.new(mode, (8, 8)).save(picture, "PNG")
        picture.seek(0)
        paper.drawImage(ImageReader(picture), 0, 0, mask="auto")
    paper.save()
    return output.getvalue()


def sixteen_bit_picture():
    document = page(b"q 100 0 0 100 50 50 cm /I Do Q")
    document.pages[0].obj.Resources.XObject = Dictionary(
        I=document.make_stream(
            bytes(range(256)) * 6,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=16,
            Height=16,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=16,
        )
    )
    return saved(document)


def smoothed_inline_picture():
    return saved(page(b"q BI /W 1 /H 1 /CS /CMYK /BPC 8 /I true ID abcd EI Q"))


def scripts():
    document = page()
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.OpenAction = script
    document.Root.AA = Dictionary(WC=script)
    names = Dictionary(Names=Array([String("x"), script]))
    document.Root.Names = Dictionary(JavaScript=names)
    document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch))
    return saved(document)


def links():
    """A web link, a link that starts a program, a link within, a note, a stamp."""
    document = page()
    area = Array([10, 10, 30, 30])
    more = Dictionary(S=Name.JavaScript, JS=String("1"))
    web = Dictionary(S=Name.URI, URI=String("https://example.com/"), Next=more)
    program = Dictionary(S=Name.Launch, F=String("x.exe"))
    stamp = _form(document, b"1 0 0 rg 0 0 100 100 re f")
    document.pages[0].obj.Annots = Array(
        [
            Dictionary(Type=Name.Annot, Rect=area, **entries)
            for entries in (
                {"Subtype": Name.Link, "A": web},
                {"Subtype": Name.Link, "A": program},
                {"Subtype": Name.Link, "Dest": String("end")},
                {"Subtype": Name.Text, "Contents": String("note")},
                {"Subtype": Name.Stamp, "AP": Dictionary(N=stamp)},
            )
        ]
    )
    target = Array([document.pages[0].obj, Name.Fit])
    names = Dictionary(Names=Array([String("end"), target]))
    document.Root.Names = Dictionary(Dests=names)
    return saved(document)


def form_fields():
    """A field on screen and paper, one on paper only, one nowhere."""
    document = page()
    fields = [
        document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Btn,
                T=String(name),
                Rect=[10, 10, 60, 60],
                F=flags,
                AP=Dictionary(N=_form(document, content)),
                A=Dictionary(S=Name.SubmitForm),
            )
        )
        for name, flags, content in (
            ("seen", 4, b"1 0 0 rg 0 0 100 100 re f %seen"),
            ("paper", 4 | 32, b"0 0 1 rg 0 0 100 100 re f %paper"),
            ("hidden", 2, b"0 1 0 rg 0 0 100 100 re f %hidden"),
        )
    ]
    document.pages[0].obj.Annots = Array(fields)
    document.Root.AcroForm = Dictionary(Fields=Array(fields), NeedAppearances=True)
    return saved(document)


def embedded_files():
    """Files reachable in every way, as a portfolio program leaves them."""
    document = page()
    for name in ("factur-x.xml", "note.txt"):
        document.attachments[name] = AttachedFileSpec(document, SECRET, filename=name)
    specification = document.attachments["note.txt"].obj
    document.Root.AF = Array([specification])
    document.Root.Collection = Dictionary()
    pinned = Dictionary(
        Type=Name.Annot,
        Subtype=Name.FileAttachment,
        Rect=[1, 1, 2, 2],
        FS=AttachedFileSpec(document, SECRET, filename="pinned.txt").obj,
    )
    document.pages[0].obj.AF = Array([specification])
    tagged = Dictionary(Type=Name.StructElem, S=Name.Document, AF=[specification])
    tags = Dictionary(Type=Name.StructTreeRoot, K=document.make_indirect(tagged))
    document.Root.StructTreeRoot = document.make_indirect(tags)
    document.pages[0].obj.Annots = Array([pinned])
    return saved(document)


def embedded_files_packed():
    """The same with objects in compressed streams."""
    document = pikepdf.open(io.BytesIO(embedded_files()))
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def odoo_like():
    """As *Send & Print* leaves it: an XML embedded with pypdf, after the fact."""
    writer = PdfWriter(clone_from=io.BytesIO(plain()))
    writer.add_attachment("factur-x.xml", SECRET)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def other_facturx():
    """A Factur-X of the factur-x library, which is no PDF/A."""
    xml = facturx.generate_xml(
        {**invoice(), **_AMOUNTS}, level="en16931", check_schematron=False
    )
    return facturx.generate_from_binary(plain(), xml, level="en16931")


# The library takes no Decimal.
_AMOUNTS = {
    "BT-72": invoice()["BT-2"],
    **{
        key: str(value)
        for key, value in invoice().items()
        if key in ("BT-106", "BT-109", "BT-110", "BT-112", "BT-115")
    },
    "BG-23": [{key: str(value) for key, value in invoice()["BG-23"][0].items()}],
    "BG-25": [
        {key: str(value) for key, value in entry.items()}
        for entry in invoice()["BG-25"]
    ],
}


def layers():
    document = page(b"0 0 m")
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("L")))
    default = Dictionary(AS=Array([]), Order=Array([]))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
    return saved(document)


def odd_catalog():
    document = page()
    document.Root.Version = Name("/2.0")
    document.Root.Requirements = Array([])
    document.Root.Perms = Dictionary()
    intent = Dictionary(S=Name.GTS_PDFX, OutputConditionIdentifier=String("x"))
    document.Root.OutputIntents = Array([intent])
    return saved(document)


def inherited_resources():
    document = page(b"/F Do")
    inner = _form(document, b"0 0 0 1 k 0 0 1 1 re f")
    node = document.pages[0].obj
    node.Parent.Resources = Dictionary(XObject=Dictionary(F=inner))
    del node["/Resources"]
    return saved(document)


def unused_font():
    """reportlab names Helvetica on every page, used or not."""
    output = io.BytesIO()
    paper = canvas.Canvas(output)
    paper.rect(1, 1, 10, 10)
    paper.save()
    return output.getvalue()


def invisible_text():
    """As under a scanned page: a font that is not inside, drawn without ink."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return saved(page(b"BT 3 Tr /F 9 Tf (scan) Tj ET", Font=Dictionary(F=font)))


def standard_font():
    output = io.BytesIO()
    paper = canvas.Canvas(output)
    paper.drawString(10, 10, "visible")
    paper.save()
    return output.getvalue()


def two_channel_jpeg_2000():
    output = io.BytesIO()
    Image.new("LA", (20, 20)).save(output, "PDF")
    return output.getvalue()


def postscript():
    document = page(b"/P Do")
    document.pages[0].obj.Resources.XObject = Dictionary(
        P=document.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS)
    )
    return saved(document)


def locked(user="open me"):
    return saved(page(), encryption=pikepdf.Encryption(user=user, owner="owner"))


def no_page():
    return saved(pikepdf.new())


def cut():
    return plain()[:-200]


def bad_stream():
    """A page whose compressed content is not."""
    document = page()
    content = document.pages[0].obj.Contents
    content.write(b"not deflated at all", filter=Name.FlateDecode)
    return saved(
        document,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
    )


GOOD = {
    function.__name__: function
    for function in (
        plain,
        transparency,
        cmyk_drawing,
        cmyk_picture,
        cmyk_spaces,
        pictures,
        sixteen_bit_picture,
        smoothed_inline_picture,
        scripts,
        links,
        form_fields,
        embedded_files,
        embedded_files_packed,
        odoo_like,
        other_facturx,
        layers,
        odd_catalog,
        inherited_resources,
        unused_font,
        invisible_text,
    )
}
# Name: (maker, code of the refusal).
REFUSED = {
    "nothing": (lambda: b"", "pdf_corrupt"),
    "a web page": (lambda: b"<html></html>", "pdf_corrupt"),
    "a cut file": (cut, "pdf_corrupt"),
    "a broken page": (bad_stream, "pdf_corrupt"),
    "no page": (no_page, "pdf_empty"),
    "a password": (locked, "pdf_encrypted"),
    "permissions": (lambda: locked(user=""), "pdf_encrypted"),
    "a font outside": (standard_font, "pdf_font"),
    "two channels": (two_channel_jpeg_2000, "pdf_picture"),
    "PostScript": (postscript, "pdf_postscript"),
}
