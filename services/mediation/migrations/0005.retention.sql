-- ended disputes that still say who or what, by when they last changed
CREATE INDEX dispute_said ON dispute (changed_at, id)
    WHERE matter <> '〔已删除 erased〕' AND state IN ('refused', 'agreed', 'failed', 'ended');
