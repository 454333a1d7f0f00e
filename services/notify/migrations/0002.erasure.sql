-- proof of an erasure carried out: how much of what went; counts, no content

CREATE TABLE erasure (
    request uuid PRIMARY KEY,
    at      timestamptz NOT NULL,
    counts  jsonb NOT NULL CHECK (jsonb_typeof(counts) = 'object')
);
CREATE INDEX reading_account ON reading (account);
