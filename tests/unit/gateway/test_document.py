"""What a PDF would do by itself is found, however it is written down, and a plain paper is taken."""
from __future__ import annotations

import zlib

import pytest

from kernel.errors import Invalid
from services.gateway.attachment import document

SCRIPT = b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"


def pdf(*parts):
    return b"%PDF-1.7\n" + b"\n".join(parts) + b"\n%%EOF\n"


def packed(content, said=b"/Type/ObjStm"):
    return b"1 0 obj<<" + said + b"/Filter/FlateDecode>>stream\n" + zlib.compress(content) + b"\nendstream endobj"


@pytest.fixture
def looked(tmp_path):
    def look(content):
        file = tmp_path / "paper.pdf"
        file.write_bytes(content)
        document.passive(file)

    return look


@pytest.mark.parametrize(
    "content",
    [
        pdf(SCRIPT),
        pdf(SCRIPT.replace(b"JavaScript", b"J#61vaScript")),
        pdf(packed(SCRIPT)),
        pdf(packed(b"plain"), packed(SCRIPT, b"/Type/Obj#53tm")),
        pdf(b"<</S/Launch/F(cmd.exe)>>"),
        pdf(b"<</Names<</EmbeddedFiles 3 0 R>>>>"),
        pdf(b"<</AcroForm<</XFA 4 0 R>>>>"),
        pdf(b"trailer<</Encrypt 5 0 R>>"),
        pdf(b"<</Type/ObjStm>>stream\nnot packed as it should be\nendstream"),
        pdf(b"<</Type/ObjStm>>stream\n" + zlib.compress(SCRIPT)[:-6] + b"\nendstream"),
        pdf(*[packed(b"a" * 2**20)] * 40),
    ],
    ids=["script", "written by numbers", "packed", "packed under a number", "program", "files inside", "form", "lock",
         "not packed", "broken off", "more than anybody packs"],
)  # fmt: skip
def test_gr_140_a_document_that_does_something_or_cannot_be_looked_through_is_refused(looked, content):
    with pytest.raises(Invalid) as raised:
        looked(content)
    assert raised.value.code == "gateway.document_active"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<</Type/Catalog/OpenAction[3 0 R/Fit]>>", packed(b"<</Type/Page>>")),
        pdf(packed(SCRIPT, b"/Type/XObject")),
        pdf(b"<</Title(JavaScript for beginners)/Launcher 1>>"),
        pdf(b"stream\n" * 3),
    ],
    ids=["opens at a page", "a page may say what it likes", "names that only begin so", "streams without an end"],
)
def test_a_plain_paper_is_taken(looked, content):
    looked(content)


def test_what_a_document_packs_is_counted_over_the_whole_of_it(looked, monkeypatch):
    monkeypatch.setattr(document, "MOST_UNPACKED", 10)
    looked(pdf(packed(b"a" * 10)))
    for too_much in ((11,), (6, 5)):
        with pytest.raises(Invalid):
            looked(pdf(*(packed(b"a" * length) for length in too_much)))
