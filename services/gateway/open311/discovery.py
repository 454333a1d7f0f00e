"""Where the standard is spoken, and how to get a key."""

from __future__ import annotations

from typing import Any

PATH = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CONTACT = {
    "zh": "一般事项请拨打12345政务服务便民热线；危急时请拨打110、119或120。",
    "en": "Call the hotline 12345; where somebody is in danger, call 110, 119 or 120.",
}
KEYS = {
    "zh": "接口密钥由本区运维员开通，范围为 report；没有密钥也可以上报，但次数较少。",
    "en": "The district's operator lets a system in, with the scope `report`. Reports are taken without a key too, but fewer.",
}


def document(origin: str, version: int, language: str) -> dict[str, Any]:
    """Give the document for clients that come by `origin`. version: of the register, which changes with what may be reported."""
    changeset = f"{version:010}"
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{origin}{PATH}",
        "changeset": changeset,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {"changeset": changeset, "contact": CONTACT[language], "key_service": KEYS[language], "endpoints": [endpoint]}
