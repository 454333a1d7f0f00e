-- who comes by an OpenID Connect provider, and which of their sessions came so

-- subject: keyed index of `sub`, which may be a number of a person; issuer and subject together are who somebody is.
-- sealed: the same, so that a new key can make the index anew
CREATE TABLE oidc_identity (
    issuer  text NOT NULL,
    subject text NOT NULL,
    sealed  bytea NOT NULL,
    holder  uuid NOT NULL UNIQUE REFERENCES account ON DELETE CASCADE,
    came_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- sid: keyed index of the session at the provider, null where it tells none
CREATE TABLE oidc_session (
    session  uuid PRIMARY KEY REFERENCES session ON DELETE CASCADE,
    provider text NOT NULL,
    issuer   text NOT NULL,
    sid      text
);
CREATE INDEX oidc_session_sid ON oidc_session (issuer, sid) WHERE sid IS NOT NULL;

-- digests of what is good once: states that came back, ids of logout tokens
CREATE TABLE oidc_used (
    digest  text PRIMARY KEY,
    ends_at timestamptz NOT NULL
);
CREATE INDEX oidc_used_ends ON oidc_used (ends_at);
