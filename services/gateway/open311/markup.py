"""JSON data as XML: an element for each key, a list as elements of the one name its items have. We write XML and read none."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

ITEMS = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
# signs no XML 1.0 document may hold, however they are written
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(root: str, data: Any) -> bytes:
    """Give the document, UTF-8 with its declaration. root: name of the outermost element."""
    made = Element(root)
    _fill(made, data)
    written: bytes = tostring(made, encoding="UTF-8", xml_declaration=True)
    return written


def _fill(parent: Element, data: Any) -> None:
    if isinstance(data, dict):
        for name, value in data.items():
            _fill(SubElement(parent, name), value)
    elif isinstance(data, list):
        for value in data:
            _fill(SubElement(parent, ITEMS[parent.tag]), value)
    elif data is not None:
        parent.text = _text(data)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return FORBIDDEN.sub("", str(value))
