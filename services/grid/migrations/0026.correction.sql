-- when each field of a reporter was put right, so that the later of two words counts wherever copies of it are
ALTER TABLE reporter ADD COLUMN corrected jsonb NOT NULL DEFAULT '{}';
