-- what every service's schema holds so that nothing is lost and nothing happens twice

CREATE TABLE outbox (
    id            uuid PRIMARY KEY,
    name          text NOT NULL,
    body          text NOT NULL,
    trace         text NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now(),
    claimed_until timestamptz
);
CREATE INDEX outbox_age ON outbox (created_at);

CREATE TABLE inbox (
    handler    text NOT NULL,
    message_id uuid NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (handler, message_id)
);
CREATE INDEX inbox_at ON inbox (at);

CREATE TABLE once (
    actor        text NOT NULL,
    key          text NOT NULL,
    act          text NOT NULL,
    request_hash bytea NOT NULL,
    reply        text,
    at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, key)
);
CREATE INDEX once_at ON once (at);

-- the service's role may insert and read here, never change or delete
CREATE TABLE audit (
    id      uuid PRIMARY KEY,
    subject text NOT NULL,
    seq     integer NOT NULL,
    body    text NOT NULL,
    prev    bytea NOT NULL,
    hash    bytea NOT NULL,
    UNIQUE (subject, seq)
);

CREATE TABLE audit_pending (
    audit_id uuid PRIMARY KEY,
    hash     bytea NOT NULL
);

CREATE TABLE audit_seal (
    no      bigint PRIMARY KEY,
    at      timestamptz NOT NULL,
    entries bytea NOT NULL,
    prev    bytea NOT NULL,
    digest  bytea NOT NULL
);

CREATE TABLE dead_letter (
    id          uuid PRIMARY KEY,
    queue       text NOT NULL,
    message_id  text NOT NULL,
    routing_key text NOT NULL,
    body        bytea NOT NULL,
    headers     text NOT NULL,
    error       text NOT NULL,
    attempts    integer NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz
);
CREATE INDEX dead_letter_waiting ON dead_letter (parked_at) WHERE replayed_at IS NULL;

CREATE TABLE work_calendar (
    day    date PRIMARY KEY,
    kind   text NOT NULL CHECK (kind IN ('work', 'rest', 'holiday', 'makeup')),
    source text NOT NULL,
    status text NOT NULL CHECK (status IN ('official', 'provisional'))
);
