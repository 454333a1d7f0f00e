-- forms of other systems that came within a day, by a keyed digest: the same one again is the same request, and no second one
CREATE TABLE open311_sent (
    digest bytea PRIMARY KEY,
    key    uuid NOT NULL,
    at     timestamptz NOT NULL
);
CREATE INDEX open311_sent_at ON open311_sent (at);
