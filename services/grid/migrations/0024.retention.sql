-- somebody under age, as they or the officer said: named nowhere, seen after a second person has agreed; no day of birth is kept
ALTER TABLE reporter ADD COLUMN minor boolean NOT NULL DEFAULT false;

-- ended matters that still say who or what, by when they ended: the word stands where words were made nobody's
CREATE INDEX incident_said ON incident (closed_at, id)
    WHERE closed_at IS NOT NULL AND description <> '〔已删除 erased〕';
