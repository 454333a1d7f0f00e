-- residents who sign in by a code sent to their telephone

-- caller: keyed index of the number. digest: keyed, of the code sent last, '' once it was used. sent: since `since`, a day at most
CREATE TABLE phone_code (
    caller     text PRIMARY KEY CHECK (caller ~ '^[0-9a-f]{64}$'),
    digest     text NOT NULL,
    tries      integer NOT NULL DEFAULT 0,
    sent       integer NOT NULL DEFAULT 1,
    since      timestamptz NOT NULL,
    sent_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX phone_code_sent ON phone_code (sent_at);

-- caller: as above. sealed: the number, so that a new key can make the index anew. used_at: of the last sign-in
CREATE TABLE phone_account (
    holder  uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    caller  text NOT NULL UNIQUE CHECK (caller ~ '^[0-9a-f]{64}$'),
    sealed  bytea NOT NULL,
    used_at timestamptz NOT NULL
);
