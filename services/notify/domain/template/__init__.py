"""The words of all notices, a file for each noun: template -> language -> (title, text).

Placeholders are fields of the event's data; a missing one shows as "-".
"""

from __future__ import annotations

from services.notify.domain.template import (
    campaign,
    client,
    credential,
    deadline,
    dispute,
    duty,
    erasure,
    ground,
    identity,
    incident,
    intake,
    item,
    matter,
    order,
    petition,
    reward,
    staff,
    supervision,
    task,
    whistle,
)

NOUNS = (
    campaign, client, credential, deadline, dispute, duty, erasure, ground, identity, incident, intake, item, matter, order,
    petition, reward, staff, supervision, task, whistle,
)
TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {name: words for noun in NOUNS for name, words in noun.TEMPLATES.items()}
