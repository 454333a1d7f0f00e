"""What is kept of a picture, and what is not: read on the bytes themselves."""
from __future__ import annotations

import errno
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from kernel.errors import Failure, Invalid, Unavailable
from services.gateway.attachment import exif, media, picture, scan
from services.gateway.attachment.content import prepare, show
from services.gateway.attachment.cover import FILL, PIXELATE, Cover, fitting, lay
from services.gateway.attachment.folder import Folder, digest_of, in_room
from tests.picture import SECRET, drawn, opened, photo, saved
from tests.picture import exif as told

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "files")


def taken(folder, content, kind=media.JPEG):
    """Take a body in and give what came of it with the bytes that would be kept."""
    body = folder.fresh()
    body.write_bytes(content)
    made = prepare(folder, body, media.KNOWN[kind], now=NOW)
    return made, {one.part: one.path.read_bytes() for one in made.ready}


def refused(folder, content, kind=media.JPEG):
    with pytest.raises(Failure) as raised:
        taken(folder, content, kind)
    assert [path for path in folder.incoming.iterdir() if path.stat().st_size != len(content)] == []
    return raised.value.code


def test_gr_141_of_what_a_camera_wrote_no_byte_is_kept_and_time_and_place_are_read(folder):
    content = photo()
    assert SECRET.encode() in content
    assert b"Exif" in content
    made, kept = taken(folder, content)
    for part, stored in kept.items():
        assert SECRET.encode() not in stored, part
        assert b"Exif" not in stored, part
        assert b"http://ns.adobe" not in stored, part
        assert not opened(stored).getexif(), part
        assert "comment" not in opened(stored).info, part
    assert made.seen.taken_at == datetime(2026, 3, 2, 7, 4, 5, tzinfo=UTC)
    assert made.seen.position == pytest.approx((121.615, 38.91), abs=1e-4)


def test_gr_141_a_thumbnail_and_what_stands_behind_the_picture_are_gone(folder):
    polyglot = photo() + b"PK\x03\x04<script>alert(1)</script>%PDF-1.7 %%EOF"
    _, kept = taken(folder, polyglot)
    assert all(b"<script>" not in stored and b"PK\x03\x04" not in stored for stored in kept.values())


def with_segment(content, mark, data):
    """Give a JPEG with one more segment at its head."""
    return content[:2] + b"\xff" + mark + struct.pack(">H", len(data) + 2) + data + content[2:]


def written_in():
    """Give pictures in which something personal is written in each of the places there are."""
    said, plain = SECRET.encode(), saved(drawn(), exif=told())
    xmp = b"<x:xmpmeta>http://ns.adobe.com " + said + b"</x:xmpmeta>"
    text = PngInfo()
    text.add_text("Author", SECRET)
    text.add_text("Comment", SECRET, zip=True)
    text.add_itxt("XML:com.adobe.xmp", xmp.decode())
    caption = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(said) + 5) + b"\x1c\x02\x50\0\x12" + said
    small = saved(drawn(160, 100), comment=said)
    return {
        "jpeg xmp": (saved(drawn(), exif=told(), xmp=xmp), media.JPEG),
        "jpeg iptc": (with_segment(plain, b"\xed", caption), media.JPEG),
        "jpeg thumbnail": (with_segment(plain, b"\xe3", b"JFXX\0\x10" + small), media.JPEG),
        "jpeg second picture": (saved(drawn(), "MPO", exif=told(), save_all=True, append_images=[drawn(shade=9)]), media.JPEG),
        "png": (saved(drawn(), "PNG", exif=told(), pnginfo=text), media.PNG),
        "webp": (saved(drawn(), "WEBP", exif=told(), xmp=xmp), media.WEBP),
    }


@pytest.mark.parametrize("place", written_in())
def test_gr_141_wherever_it_is_written_nothing_personal_is_kept_and_time_and_place_are_read(folder, place):
    content, kind = written_in()[place]
    made, kept = taken(folder, content, kind)
    assert made.seen.taken_at == datetime(2026, 3, 2, 7, 4, 5, tzinfo=UTC)
    assert made.seen.position == pytest.approx((121.615, 38.91), abs=1e-4)
    for stored in kept.values():
        assert not any(sign in stored for sign in (SECRET.encode(), b"Exif", b"ns.adobe", b"Photoshop", b"ICC_PROFILE"))
        found = opened(stored)
        assert (found.format, found.info.keys()) == ("JPEG", {"jfif", "jfif_version", "jfif_unit", "jfif_density"})


def test_a_picture_is_turned_the_way_it_was_seen(folder):
    made, kept = taken(folder, photo())
    assert (made.seen.width, made.seen.height) == (400, 640)
    assert opened(kept["kept"]).size == (400, 640)
    assert max(opened(kept["preview"]).size) == picture.PREVIEW_SIDE


@pytest.mark.parametrize(("form", "kind"), [("PNG", media.PNG), ("WEBP", media.WEBP)])
def test_every_picture_is_kept_as_one_kind(folder, form, kind):
    made, kept = taken(folder, saved(drawn().convert("RGBA"), form), kind)
    assert made.media == media.JPEG
    assert opened(kept["kept"]).format == "JPEG"


def test_the_same_content_gives_the_same_file_whatever_was_written_beside_it(folder):
    first, _ = taken(folder, photo(lat=38.9))
    second, _ = taken(folder, photo(lat=39.1, zone=""))
    assert first.files == second.files


def test_a_large_picture_is_made_smaller(folder):
    made, _ = taken(folder, saved(drawn(4000, 1000)))
    assert (made.seen.width, made.seen.height) == (3200, 800)


def test_of_16_bits_of_grey_the_upper_8_are_kept(folder):
    _, kept = taken(folder, saved(Image.new("I;16", (64, 64), 40_000), "PNG"), media.PNG)
    assert opened(kept["kept"]).getpixel((9, 9)) == pytest.approx((156,) * 3, abs=2)


def walked(times):
    """Give a JPEG of some hundred bytes more for each time its reader has to walk over all of it."""
    content = saved(drawn(), progressive=True)
    return content[:-2] + content[content.rindex(b"\xff\xda") : -2] * times + b"\xff\xd9"


def test_gr_140_a_jpeg_that_keeps_its_reader_walking_is_refused(folder):
    assert scan.count(saved(drawn())) == 1
    assert scan.count(walked(7)) == scan.count(walked(0)) + 7
    assert refused(folder, walked(scan.MOST)) == "gateway.attachment_broken"
    hidden = walked(scan.MOST).replace(b"\xff\xda", b"\xff\xff\x01\xff\xd8\xff\xff\xda")
    assert scan.count(hidden) > scan.MOST, "signs that mean nothing hide nothing"


def test_what_a_telephone_writes_is_walked_over_ten_times_at_most(folder):
    behind = b"\0\0" + b"\xff\xda\0\2" * 200  # as in a film that a telephone puts behind its photo
    within = with_segment(walked(0), b"\xe2", behind) + behind
    assert scan.count(within) <= 10
    assert taken(folder, within)[0].seen.width == 640


def test_a_disk_without_room_is_not_the_pictures_fault(folder, tmp_path):
    body = folder.fresh()
    body.write_bytes(photo())
    with pytest.raises(OSError, match="No space") as raised:
        picture.clean(body, media.KNOWN[media.JPEG], kept=Path("/dev/full"), preview=tmp_path / "p", now=NOW)
    assert raised.value.errno == errno.ENOSPC
    with pytest.raises(Unavailable) as told_so, in_room():
        raise raised.value
    assert told_so.value.code == "gateway.attachments_full"
    with pytest.raises(PermissionError), in_room():
        raise PermissionError(errno.EACCES, "a defect stays one")


def bomb(width, height):
    """Give a PNG of a few hundred bytes that says it is as large as a field."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (bomb(30_000, 30_000), media.PNG, "gateway.picture_too_large"),
        (bomb(600, 600), media.PNG, "gateway.attachment_broken"),
        (photo()[:2000], media.JPEG, "gateway.attachment_broken"),
        (b"\xff\xd8\xff" + b"\0" * 400, media.JPEG, "gateway.attachment_broken"),
        (saved(drawn(8, 8)), media.JPEG, "gateway.picture_too_small"),
        (saved(drawn(), "PNG"), media.JPEG, "gateway.attachment_type_wrong"),
        (b"<html><script>alert(1)</script>", media.JPEG, "gateway.attachment_type_wrong"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", media.PNG, "gateway.attachment_type_wrong"),
        (b"%PDF-1.7\nno end", media.PDF, "gateway.attachment_broken"),
        (b"GIF89a%PDF-1.7 %%EOF", media.PDF, "gateway.attachment_type_wrong"),
        (b"a\0b", media.TEXT, "gateway.attachment_type_wrong"),
        ("乱码".encode("gbk"), media.TEXT, "gateway.attachment_type_wrong"),
        (b"%PDF-1.7 %%EOF", media.TEXT, "gateway.attachment_type_wrong"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_gr_140_what_is_not_what_it_says_or_cannot_be_read_whole_is_refused(folder, content, kind, code):
    assert refused(folder, content, kind) == code


@pytest.mark.parametrize(("form", "kind"), [("PNG", media.PNG), ("WEBP", media.WEBP)])
def test_a_picture_that_moves_is_refused(folder, form, kind):
    frames = [drawn(64, 64), drawn(64, 64, shade=90)]
    content = saved(frames[0], form, save_all=True, append_images=frames[1:])
    assert refused(folder, content, kind) == "gateway.picture_moves"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7\n...\n%%EOF\n", media.PDF), ("现场已清理。\n".encode(), media.TEXT)],
)
def test_a_document_is_kept_as_it_came(folder, content, kind):
    made, kept = taken(folder, content, kind)
    assert kept == {"kept": content}
    assert (made.media, made.seen) == (kind, None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("image/heic", "gateway.attachment_heic"),
        ("image/svg+xml", "gateway.attachment_type_refused"),
        ("text/html", "gateway.attachment_type_refused"),
        ("", "gateway.attachment_type_refused"),
    ],
)
def test_gr_140_what_nobody_can_look_through_is_not_taken(said, code):
    with pytest.raises(Invalid) as raised:
        media.declared(said)
    assert raised.value.code == code


def test_limits_are_read_by_group_and_what_is_not_named_keeps_its_own():
    assert media.limits("image=2,text=0.5") == {"image": 2 * 2**20, "pdf": 10 * 2**20, "text": 2**19}


@pytest.mark.parametrize("text", ["film=3", "image=0", "image=", "image=x"])
def test_limits_that_cannot_be_meant_stop_the_process(text):
    with pytest.raises(ValueError, match=".+"):
        media.limits(text)


@pytest.mark.parametrize(
    ("zone", "hour"), [("+08:00", 7), ("", 7), ("+00:00", 15), ("-05:30", 20), ("rubbish", 7)]
)
def test_a_time_without_a_zone_is_local_time(zone, hour):
    assert exif.taken_at(told(zone=zone), now=NOW).hour % 24 == hour


def test_a_time_that_has_not_come_is_not_believed():
    assert exif.taken_at(told(), now=datetime(2026, 2, 1, tzinfo=UTC)) is None


def test_a_camera_whose_clock_was_never_set_knows_its_place_all_the_same(folder):
    written = told()
    written.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "0001:01:01 00:00:00"
    made, _ = taken(folder, saved(drawn(), exif=written))
    assert made.seen.taken_at is None
    assert made.seen.position is not None


def test_a_picture_without_a_word_of_its_camera_is_a_picture(folder):
    made, _ = taken(folder, saved(drawn()))
    assert (made.seen.taken_at, made.seen.position) == (None, None)


@pytest.mark.parametrize("way", [FILL, PIXELATE])
def test_gr_142_what_lies_under_a_cover_is_gone(way):
    cover = Cover(400, 100, 120, 60, way)
    before = drawn()
    after = lay(before, (cover,))
    assert len(before.crop(cover.box).getcolors()) == 2, "stripes"
    inside = after.crop(cover.box)
    assert len(inside.getcolors()) <= 36
    assert after.crop((0, 0, 400, 400)).tobytes() == before.crop((0, 0, 400, 400)).tobytes()
    assert inside.tobytes() != before.crop(cover.box).tobytes()
    # two pictures that differ only below the cover look the same
    other = before.copy()
    other.paste((20, 20, 20), (400, 100, 402, 102))
    if way == FILL:
        assert lay(other, (cover,)).tobytes() == after.tobytes()


def test_gr_142_a_cover_of_another_picture_is_refused():
    with pytest.raises(Invalid) as raised:
        fitting((Cover(0, 0, 10, 10), Cover(630, 0, 20, 10)), width=640, height=400)
    assert (raised.value.code, raised.value.pointer) == ("gateway.cover_outside", "/rectangles/1")


def test_covering_makes_a_picture_and_a_preview_of_it(folder):
    made, _ = taken(folder, photo())
    for one in made.ready:
        folder.put(one.digest, one.path)
    covered = show(folder, made.files["kept"], (Cover(0, 0, 400, 640),))
    colors = {part: opened(path.read_bytes()).convert("L").getextrema() for part, path in
              ((one.part, one.path) for one in covered.ready)}
    assert all(high - low < 12 for low, high in colors.values()), colors


def test_a_file_is_kept_by_its_content_and_found_when_it_is_old(folder):
    first, second = folder.fresh(), folder.fresh()
    for path in (first, second):
        path.write_bytes(b"same")
    digest = digest_of(first)
    folder.put(digest, first)
    folder.put(digest, second)
    assert list(folder.incoming.iterdir()) == []
    with folder.open(digest) as file:
        assert file.read() == b"same"
    assert list(folder.old(int(digest[:2], 16), seconds=60)) == []
    assert list(folder.old(int(digest[:2], 16), seconds=-1)) == [digest]
    folder.delete(digest)
    folder.delete(digest)
    with pytest.raises(FileNotFoundError):
        folder.open(digest)


def test_all_parts_of_the_folder_are_there_before_the_first_file(folder):
    parts = {path.name for path in folder.root.iterdir()} - {"incoming", "uploads"}
    assert parts == {f"{shard:02x}" for shard in range(256)}
    Folder(folder.root)  # another process finds them there


def test_no_name_leads_out_of_the_folder(folder):
    with pytest.raises(ValueError, match="digest"):
        folder.open("../../etc/passwd")


def test_the_library_does_not_warn_where_we_refuse():
    assert Image.MAX_IMAGE_PIXELS is None
