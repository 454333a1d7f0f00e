-- ended petitions by when they last changed, until they stand on the list for the archive
ALTER TABLE petition ADD COLUMN listed_at timestamptz;
CREATE INDEX petition_unlisted ON petition (changed_at, id)
    WHERE listed_at IS NULL AND state IN ('answered', 'refused', 'withdrawn');
CREATE INDEX petition_listed ON petition (listed_at, id) WHERE listed_at IS NOT NULL;
