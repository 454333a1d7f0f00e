"""Who was given what of an incident: the lead, and co-handlers with a part each."""
