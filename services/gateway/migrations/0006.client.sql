-- other systems that call with a key of their own: what they may do, how often, on which ground and until when

CREATE TABLE client_state (
    state text PRIMARY KEY
);
INSERT INTO client_state (state) VALUES ('open'), ('closed');

CREATE TABLE client (
    id         uuid PRIMARY KEY,
    label      text NOT NULL,
    scopes     jsonb NOT NULL,
    per_minute integer NOT NULL CHECK (per_minute > 0),
    area       text NOT NULL,
    state      text NOT NULL REFERENCES client_state,
    version    integer NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    expires_at timestamptz
);
CREATE INDEX client_created ON client (created_at DESC, id DESC);

-- the prefix finds a key, its hash proves it; an old one lasts for a while beside the new one
CREATE TABLE client_key (
    prefix     text PRIMARY KEY,
    client     uuid NOT NULL REFERENCES client,
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX client_key_client ON client_key (client, created_at);

-- which ends operators were warned of, by days before: each once, whoever looks
CREATE TABLE client_warned (
    client  uuid NOT NULL REFERENCES client,
    ends_at timestamptz NOT NULL,
    days    integer NOT NULL CHECK (days > 0),
    PRIMARY KEY (client, ends_at, days)
);

-- calls of the running minute that processes have taken, so that all of them together keep a quota; losing it is harmless
CREATE UNLOGGED TABLE client_minute (
    client uuid PRIMARY KEY REFERENCES client,
    minute timestamptz NOT NULL,
    taken  bigint NOT NULL
);
