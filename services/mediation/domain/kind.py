"""What is disputed (纠纷类型) and where the case comes from."""
from __future__ import annotations

DISPUTES = (
    "marriage", "neighbour", "housing", "contract", "business", "tort", "land", "expropriation", "environment", "wage",
    "labour", "tourism", "ecommerce", "medical", "traffic", "property_management", "consumer", "family_other", "other",
)  # fmt: skip

APPLIED, PROPOSED, REFERRED = "applied", "proposed", "referred"
SOURCES = (APPLIED, PROPOSED, REFERRED)
