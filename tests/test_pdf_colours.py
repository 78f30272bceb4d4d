# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Colours of a PDF/A: printing colours, pictures and the profile that explains them."""

import io
import struct

import pdf_sources
import pikepdf
import pytest
from chorus.pdf.pdfa import to_pdfa3
from pdf_sources import opened
from pikepdf import Dictionary, Name
from PIL import Image, ImageCms


def test_printing_colours_are_blended_as_screen_colours():
    document = opened(to_pdfa3(pdf_sources.transparency()))
    assert document.pages[0].obj.Group.CS == pikepdf.Name.DeviceRGB


def test_printing_colours_of_forms_masks_and_patterns_are_too():
    """The validator does not notice these groups; viewers blend in all of them."""
    document = pdf_sources.page(b"/F Do /G gs /P scn")
    groups = [
        document.make_indirect(
            Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, K=flag)
        )
        for flag in (True, False)
    ]
    form, mask = (
        document.make_stream(
            b"0 0 9 9 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 9, 9],
            Group=group,
        )
        for group in groups
    )
    state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask))
    document.pages[0].obj.Resources = Dictionary(
        XObject=Dictionary(F=form), ExtGState=Dictionary(G=state)
    )
    result = opened(to_pdfa3(pdf_sources.saved(document)))
    resources = result.pages[0].obj.Resources
    for item in (resources.XObject.F, resources.ExtGState.G.SMask.G):
        assert item.Group.CS == Name.DeviceRGB
        assert item.Group.S == Name.Transparency


def test_printing_colours_have_a_way_to_screen_colours():
    """Four amounts of ink in, three of light out; a viewer refuses another function."""
    result = opened(to_pdfa3(pdf_sources.cmyk_drawing()))
    space = result.pages[0].obj.Resources.ColorSpace.DefaultCMYK
    kind, inks, target, tint = space
    assert (kind, target, len(inks)) == (Name.DeviceN, Name.DeviceRGB, 4)
    assert [float(limit) for limit in tint.Domain] == [0, 1] * 4
    assert [float(limit) for limit in tint.Range] == [0, 1] * 3


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_jpeg_2000_of_one_three_or_four_channels_stays(mode):
    output = io.BytesIO()
    Image.new(mode, (20, 20)).save(output, "JPEG2000")
    document = pdf_sources.page(b"q 100 0 0 100 50 50 cm /I Do Q")
    document.pages[0].obj.Resources.XObject = Dictionary(
        I=document.make_stream(
            output.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=20,
            Height=20,
            Filter=Name.JPXDecode,
        )
    )
    result = opened(to_pdfa3(pdf_sources.saved(document)))
    kept = result.pages[0].obj.Resources.XObject.I
    assert kept.read_raw_bytes() == output.getvalue()


def test_printing_colours_of_drawn_letters_are_too():
    """A font of type 3 draws its letters, with resources of its own."""
    document = pdf_sources.page(b"BT /T 9 Tf (a) Tj ET")
    form = document.make_stream(
        b"0 0 9 9 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 9, 9],
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK),
    )
    font = document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=[0, 0, 9, 9],
            FontMatrix=[0.1, 0, 0, 0.1, 0, 0],
            CharProcs=Dictionary(a=document.make_stream(b"9 0 d0 /F Do")),
            Encoding=Dictionary(Differences=pikepdf.Array([97, Name.a])),
            FirstChar=97,
            LastChar=97,
            Widths=[9],
            Resources=Dictionary(XObject=Dictionary(F=form)),
        )
    )
    document.pages[0].obj.Resources = Dictionary(Font=Dictionary(T=font))
    result = opened(to_pdfa3(pdf_sources.saved(document)))
    kept = result.pages[0].obj.Resources.Font.T.Resources.XObject.F
    assert kept.Group.CS == Name.DeviceRGB


def test_other_groups_keep_their_colours():
    document = pdf_sources.page()
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    document.pages[0].obj.Group = group
    result = opened(to_pdfa3(pdf_sources.saved(document)))
    assert result.pages[0].obj.Group.CS == Name.DeviceGray


def embedded_profile():
    """Return the bytes of the profile that a converted file carries."""
    with opened(to_pdfa3(pdf_sources.plain())) as document:
        profile = document.Root.OutputIntents[0].DestOutputProfile
        assert profile.N == 3, "red, green, blue"
        return profile.read_bytes()


def test_profile_is_srgb():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(embedded_profile()))
    assert profile.profile.xcolor_space == "RGB "
    # ISO 32000-1 knows the fourth version of ICC profiles, and none after it.
    assert 4 <= profile.profile.version < 5
    standard = ImageCms.createProfile("sRGB")
    ramp = Image.new("RGB", (256, 1))
    ramp.putdata([(value, 255 - value, value * 7 % 256) for value in range(256)])
    for source, target in ((profile, standard), (standard, profile)):
        converted = ImageCms.profileToProfile(ramp, source, target)
        differences = [
            abs(one - other)
            for before, after in zip(ramp.getdata(), converted.getdata(), strict=True)
            for one, other in zip(before, after, strict=True)
        ]
        assert max(differences) <= 1


def test_profile_bears_no_time_of_its_making():
    """Pillow writes the second of its call: the same file would differ each time."""
    profile = embedded_profile()
    assert profile[24:36] == struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    assert int.from_bytes(profile[:4], "big") == len(profile)
