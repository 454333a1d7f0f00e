-- that a party is under age is also said after the dispute came in; of two copies of one matter the later word holds

ALTER TABLE person ADD COLUMN minor_at timestamptz;
-- the yearly audit reads those who are or were said to be minors alone
CREATE INDEX person_minor ON person (party) WHERE minor OR minor_at IS NOT NULL;
-- what still waits follows its record to another area
CREATE INDEX unmasking_waiting ON unmasking (record) WHERE state = 'asked';
