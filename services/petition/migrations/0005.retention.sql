-- somebody under age, as they or the officer said: named nowhere, seen after a second person has agreed; no day of birth is kept
ALTER TABLE petitioner ADD COLUMN minor boolean NOT NULL DEFAULT false;

-- ended petitions by when they last changed, until they stand on the list for the archive
ALTER TABLE petition ADD COLUMN listed_at timestamptz;
CREATE INDEX petition_unlisted ON petition (changed_at, id)
    WHERE listed_at IS NULL AND state IN ('answered', 'refused', 'withdrawn');
CREATE INDEX petition_listed ON petition (listed_at, id) WHERE listed_at IS NOT NULL;
