-- ended intakes by when they last changed, until they are nobody's
ALTER TABLE intake ADD COLUMN let_go_at timestamptz;
CREATE INDEX intake_unlet ON intake (changed_at, id)
    WHERE let_go_at IS NULL AND state IN ('linked', 'answered', 'finished');
