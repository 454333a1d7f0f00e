-- when each field of a party was put right, so that the later of two words counts wherever copies of it are
ALTER TABLE person ADD COLUMN corrected jsonb NOT NULL DEFAULT '{}';
