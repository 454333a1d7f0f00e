-- that somebody is under age is also said at the window, and after a petition came in; of two copies the later word holds

ALTER TABLE petitioner ADD COLUMN minor_at timestamptz;
ALTER TABLE intake_said ADD COLUMN minor boolean NOT NULL DEFAULT false;
ALTER TABLE intake_said ADD COLUMN minor_at timestamptz;
-- the yearly audit reads those who are or were said to be minors alone
CREATE INDEX petitioner_minor ON petitioner (petition) WHERE minor OR minor_at IS NOT NULL;
CREATE INDEX intake_said_minor ON intake_said (intake) WHERE minor OR minor_at IS NOT NULL;
-- what still waits follows its record to another area
CREATE INDEX unmasking_waiting ON unmasking (record) WHERE state = 'asked';
