-- ended matters that still say who or what, by when they ended: the word stands where words were made nobody's
CREATE INDEX incident_said ON incident (closed_at, id)
    WHERE closed_at IS NOT NULL AND description <> '〔已删除 erased〕';
