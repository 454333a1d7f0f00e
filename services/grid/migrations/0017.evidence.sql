-- the photos and documents that stand as evidence: each of one incident; their bytes are kept by the front door

CREATE TABLE attachment (
    id        text PRIMARY KEY,
    incident  uuid NOT NULL REFERENCES incident,
    digest    text NOT NULL,
    media     text NOT NULL,
    taken_at  timestamptz,
    metres    integer CHECK (metres >= 0),
    linked_at timestamptz NOT NULL
);
-- of one incident; and the same content in another one
CREATE INDEX attachment_incident ON attachment (incident);
CREATE INDEX attachment_digest ON attachment (digest, incident);
