-- salts of sealed identities, apart from them so that they can be destroyed alone, and what was erased of whose request

CREATE TABLE seal_salt (
    subject uuid PRIMARY KEY,
    salt    bytea NOT NULL
);

-- proof of an erasure carried out: how much of what went, and what had to stay; counts, no content
CREATE TABLE erasure (
    request uuid PRIMARY KEY,
    at      timestamptz NOT NULL,
    counts  jsonb NOT NULL CHECK (jsonb_typeof(counts) = 'object')
);

