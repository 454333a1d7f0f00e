-- when each field of a petitioner was put right, so that the later of two words counts wherever copies of it are
ALTER TABLE petitioner ADD COLUMN corrected jsonb NOT NULL DEFAULT '{}';
