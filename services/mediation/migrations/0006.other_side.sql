-- ended disputes by when they last changed, also those whose words went with one side while the other side's name stays its term
CREATE INDEX dispute_ended ON dispute (changed_at, id) WHERE state IN ('refused', 'agreed', 'failed', 'ended');
DROP INDEX dispute_said;
