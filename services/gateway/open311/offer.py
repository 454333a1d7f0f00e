"""What may be reported: kinds of matters as services, and what is asked of each."""

from __future__ import annotations

from typing import Any

from kernel.errors import Invalid

Kind = dict[str, Any]
Document = dict[str, Any]
URGENT, YES, NO = "urgent", "yes", "no"
HANDLED_BY = {"zh": "由{unit}负责", "en": "Handled by {unit}"}
ASKED = {
    "zh": "是否正在危及人身安全？危急时请先拨打110、119或120。",
    "en": "Does it endanger somebody now? Then call 110, 119 or 120 first.",
}
ANSWERS = {"zh": {YES: "是", NO: "否"}, "en": {YES: "Yes", NO: "No"}}


def service(kind: Kind, language: str) -> Document:
    """Give a kind as the list of services has it. language: zh or en."""
    return {
        "service_code": kind["code"],
        "service_name": kind["name"],
        "description": HANDLED_BY[language].format(unit=kind["unit_name"]) if kind["unit_name"] else kind["name"],
        "metadata": bool(attributes(kind, language)),
        "type": "realtime",
        "keywords": ", ".join(dict.fromkeys(kind[name] for name in ("name_zh", "name_en", "major_zh", "major_en"))),
        "group": kind[f"major_{language}"],
    }


def definition(kind: Kind, language: str) -> Document:
    """Give what is asked of a report of a kind."""
    return {"service_code": kind["code"], "attributes": attributes(kind, language)}


def attributes(kind: Kind, language: str) -> list[Document]:
    """Give the questions of a kind: what is a danger by itself needs not be asked whether it is one."""
    if kind["urgent"]:
        return []
    return [
        {
            "variable": True,
            "code": URGENT,
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": None,
            "order": 1,
            "description": ASKED[language],
            "values": [{"key": key, "name": name} for key, name in ANSWERS[language].items()],
        }
    ]


def answered(kind: Kind, given: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Read the answers to a kind's questions.

    :raises Invalid: gateway.open311_attribute_unknown, wire.not_a_choice
    """
    asked = {one["code"]: [value["key"] for value in one["values"]] for one in attributes(kind, "en")}
    for code, values in given.items():
        if code not in asked:
            raise Invalid("gateway.open311_attribute_unknown", pointer=f"/attribute[{code}]", known=sorted(asked))
        if len(values) != 1 or values[0] not in asked[code]:
            raise Invalid("wire.not_a_choice", pointer=f"/attribute[{code}]", choices=asked[code])
    return {code: values[0] for code, values in given.items()}
