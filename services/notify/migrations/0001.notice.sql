-- notices to people and what became of each on its channel

CREATE TABLE notice (
    id        uuid PRIMARY KEY,
    event     uuid NOT NULL,
    round     integer NOT NULL,
    audience  text NOT NULL,
    template  text NOT NULL,
    subject   text NOT NULL,
    params    jsonb NOT NULL,
    at        timestamptz NOT NULL,
    CONSTRAINT notice_once UNIQUE (event, round, audience, template)
);
CREATE INDEX notice_subject ON notice (subject, id);

-- an audience is read under several keys (an area's dispatchers: the community's, the street's, the district's)
CREATE TABLE reach (
    audience text NOT NULL,
    notice   uuid NOT NULL REFERENCES notice (id),
    PRIMARY KEY (audience, notice)
);

CREATE TABLE delivery_state (name text PRIMARY KEY);
INSERT INTO delivery_state VALUES ('waiting'), ('sending'), ('delivered'), ('failed');

CREATE TABLE delivery (
    id        uuid PRIMARY KEY,
    notice    uuid NOT NULL REFERENCES notice (id),
    channel   text NOT NULL,
    state     text NOT NULL REFERENCES delivery_state (name),
    attempts  integer NOT NULL DEFAULT 0,
    next_at   timestamptz,
    receipt   text,
    at        timestamptz NOT NULL,
    done_at   timestamptz,
    UNIQUE (notice, channel)
);
CREATE INDEX delivery_due ON delivery (next_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_failed ON delivery (id) WHERE state = 'failed';

CREATE TABLE reading (
    notice  uuid NOT NULL REFERENCES notice (id),
    account text NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (notice, account)
);
