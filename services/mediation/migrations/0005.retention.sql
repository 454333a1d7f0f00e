-- somebody under age, as they or the officer said: named nowhere, seen after a second person has agreed; no day of birth is kept
ALTER TABLE person ADD COLUMN minor boolean NOT NULL DEFAULT false;

-- ended disputes that still say who or what, by when they last changed
CREATE INDEX dispute_said ON dispute (changed_at, id)
    WHERE matter <> '〔已删除 erased〕' AND state IN ('refused', 'agreed', 'failed', 'ended');
