-- other systems that call with a key of their own: what they may do, how often, and until when

CREATE TABLE client (
    id         uuid PRIMARY KEY,
    label      text NOT NULL,
    scopes     text[] NOT NULL,
    per_minute integer NOT NULL CHECK (per_minute > 0),
    disabled   boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- the prefix finds a key, its hash proves it; an old one lasts for a while beside the new one
CREATE TABLE client_key (
    prefix     text PRIMARY KEY,
    client     uuid NOT NULL REFERENCES client ON DELETE CASCADE,
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX client_key_client ON client_key (client, created_at);
