-- sessions, second factors, one-time links, and how often a sign-in failed

-- how often an account was changed, for who changes what was read before
ALTER TABLE account ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE TABLE session_kind (
    kind text PRIMARY KEY
);
INSERT INTO session_kind (kind) VALUES ('bearer'), ('cookie');

-- id: of the token. seen_at: when it last came, to the minute
CREATE TABLE session (
    id         uuid PRIMARY KEY,
    holder     uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    kind       text NOT NULL REFERENCES session_kind,
    factor     boolean NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_holder ON session (holder, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- last_step: the last half minute whose code was taken, so that none is taken twice
CREATE TABLE second_factor (
    holder       uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    secret       bytea NOT NULL,
    last_step    bigint NOT NULL DEFAULT 0,
    confirmed_at timestamptz
);

CREATE TABLE recovery_code (
    holder  uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    digest  text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    used_at timestamptz,
    PRIMARY KEY (holder, digest)
);

CREATE TABLE sign_in_link (
    id         uuid PRIMARY KEY,
    digest     text NOT NULL UNIQUE CHECK (digest ~ '^[0-9a-f]{64}$'),
    holder     uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX sign_in_link_holder ON sign_in_link (holder);

-- login, place: keyed digests of what was typed and of the address it came from; place '' for all of them together
CREATE TABLE sign_in_attempt (
    login    text NOT NULL,
    place    text NOT NULL,
    failures integer NOT NULL,
    last_at  timestamptz NOT NULL,
    until    timestamptz NOT NULL,
    known_at timestamptz,
    PRIMARY KEY (login, place)
);
CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at);
