-- who may sign in, and which tokens no longer count

CREATE TABLE account (
    id            uuid PRIMARY KEY,
    login         text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    role          text NOT NULL CHECK (role IN
                      ('resident', 'grid_worker', 'dispatcher', 'officer', 'checker', 'leader', 'operator')),
    unit          text,
    area          text NOT NULL DEFAULT '',
    language      text NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    name          bytea NOT NULL,
    disabled      boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE revoked_token (
    id         uuid PRIMARY KEY,
    revoked_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX revoked_token_revoked_at ON revoked_token (revoked_at);
