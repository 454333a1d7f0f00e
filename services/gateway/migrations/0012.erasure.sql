-- who asked to be erased, what was decided and why, and what became of it in each service: ids and counts, no content

CREATE TABLE erasure_state (
    state text PRIMARY KEY
);
INSERT INTO erasure_state (state) VALUES ('received'), ('granted'), ('refused'), ('done');

-- holder: the account, which is gone once it was granted; or service and matter: the one matter of a receipt.
-- party: alias of the account, to tell it
CREATE TABLE erasure_request (
    id         uuid PRIMARY KEY,
    version    integer NOT NULL,
    state      text NOT NULL REFERENCES erasure_state,
    holder     uuid,
    party      text,
    service    text,
    matter     uuid,
    area       text NOT NULL,
    asked_at   timestamptz NOT NULL,
    due_at     timestamptz,
    by_rule    boolean NOT NULL,
    decided_at timestamptz,
    decided_by text,
    reason     text,
    done_at    timestamptz,
    CHECK ((holder IS NULL) = (matter IS NOT NULL))
);
CREATE UNIQUE INDEX erasure_request_holder ON erasure_request (holder) WHERE state IN ('received', 'granted');
CREATE UNIQUE INDEX erasure_request_matter ON erasure_request (matter) WHERE state IN ('received', 'granted');
CREATE INDEX erasure_request_area ON erasure_request (area text_pattern_ops, asked_at, id);

-- each service once: how much of what it destroyed
CREATE TABLE erasure_part (
    request uuid NOT NULL REFERENCES erasure_request,
    service text NOT NULL,
    at      timestamptz NOT NULL,
    counts  jsonb NOT NULL CHECK (jsonb_typeof(counts) = 'object'),
    PRIMARY KEY (request, service)
);
