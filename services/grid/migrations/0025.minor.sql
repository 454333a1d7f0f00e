-- that a reporter is under age is also said after the report came in; of two copies of one matter the later word holds

ALTER TABLE reporter ADD COLUMN minor_at timestamptz;
-- the yearly audit reads those who are or were said to be minors alone
CREATE INDEX reporter_minor ON reporter (incident) WHERE minor OR minor_at IS NOT NULL;
