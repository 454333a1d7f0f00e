"""What the petitioner is given in writing, in both languages; a document with a part missing does not come about."""
from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Document:
    """One document. kind: one of TEMPLATES."""

    kind: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Template:
    """The words around the parts. Every part named in either language must be there."""

    zh: str
    en: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Give the names of the parts, in order."""
        found = [name for text in (self.zh, self.en) for _, name, _, _ in Formatter().parse(text) if name]
        return tuple(dict.fromkeys(found))


TEMPLATES: dict[str, Template] = {
    "receipt": Template(
        zh="接收凭证\n编号：{number}\n登记日期：{on}\n"
        "最迟于{notice_until}书面告知您是否受理以及由谁办理（{source}）。凭编号和查询码可随时查询、评价。",
        en="Receipt\nNumber: {number}\nRegistered on: {on}\n"
        "You will be told in writing by {notice_until} whether it is accepted and who deals with it ({source}). "
        "Number and query code open its progress at any time.",
    ),
    "forwarding": Template(
        zh="转送告知书\n编号：{number}\n已转送：{unit}\n理由：{reason}\n依据：{source}\n该单位最迟于{notice_until}书面告知您。",
        en="Notice of forwarding\nNumber: {number}\nForwarded to: {unit}\nWhy: {reason}\nSource: {source}\n"
        "That unit tells you in writing by {notice_until}.",
    ),
    "acceptance": Template(
        zh="受理告知书\n编号：{number}\n办理单位：{unit}\n办理期限：{answer_until}\n依据：{source}\n"
        "凭编号和查询码可随时查询。",
        en="Notice of acceptance\nNumber: {number}\nDealt with by: {unit}\nTime limit: {answer_until_en}\n"
        "Source: {source}\nNumber and query code open its progress at any time.",
    ),
    "refusal": Template(
        zh="不予（不再）受理告知书\n编号：{number}\n理由：{reason}\n说明：{explanation}\n"
        "依据：{source}\n您可以：{remedy}",
        en="Notice that the petition is not accepted\nNumber: {number}\nReason: {reason_en}\n"
        "Explanation: {explanation}\nSource: {source}\nWhat you can do: {remedy_en}",
    ),
    "opinion": Template(
        zh="信访处理意见书\n编号：{number}\n办理单位：{unit}\n{findings}\n依据：{source}\n"
        "如不服本意见，可以自收到之日起{review_days}日内请求{review_organ}（{review_contact}）复查。",
        en="Opinion on the petition\nNumber: {number}\nUnit: {unit}\n{findings_en}\nSource: {source}\n"
        "If you disagree, you may ask {review_organ} ({review_contact}) for a review within {review_days} days of "
        "receiving this.",
    ),
}


def render(kind: str, parts: dict[str, str]) -> Document:
    """Write a document in both languages.

    Rule PX-10, 《信访工作条例》 art. 23, 32, 35 and architecture 3.7: reason, source and remedy, or no document.

    :raises Invalid: petition.document_incomplete, facts document, part
    """
    template = TEMPLATES[kind]
    for name in template.parts:
        if not parts.get(name, "").strip():
            raise Invalid("petition.document_incomplete", document=kind, part=name)
    return Document(kind, template.zh.format_map(parts), template.en.format_map(parts))
