-- what is sent in parts, until it is whole; and whether what was sent has been looked through for malware

CREATE TABLE upload_state (
    state text PRIMARY KEY
);
INSERT INTO upload_state (state) VALUES ('open'), ('whole'), ('kept'), ('refused');

-- media, length: as announced; bytes. received: of it, in parts. try_at: when another process may take up a whole one.
-- attachment: what was made of it. problem: code for which it was refused. owner, incident: as of an attachment
CREATE TABLE upload (
    id         uuid PRIMARY KEY,
    state      text NOT NULL REFERENCES upload_state,
    media      text NOT NULL,
    length     bigint NOT NULL CHECK (length > 0),
    received   bigint NOT NULL CHECK (received BETWEEN 0 AND length),
    parts      integer NOT NULL,
    owner      text,
    incident   text,
    attachment uuid,
    problem    text,
    try_at     timestamptz,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK ((owner IS NULL) <> (incident IS NULL)),
    CHECK ((state = 'open') = (received < length)),
    CHECK ((state = 'whole') <= (try_at IS NOT NULL)),
    CHECK ((state = 'kept') = (attachment IS NOT NULL)),
    CHECK ((state = 'refused') = (problem IS NOT NULL))
);
CREATE INDEX upload_owner ON upload (owner) WHERE owner IS NOT NULL AND state IN ('open', 'whole');
CREATE INDEX upload_incident ON upload (incident) WHERE incident IS NOT NULL AND state IN ('open', 'whole');
CREATE INDEX upload_whole ON upload (try_at, id) WHERE state = 'whole';
CREATE INDEX upload_expiry ON upload (expires_at);

-- start: byte of the whole it begins at. file: it is kept as; each try has one of its own
CREATE TABLE upload_part (
    upload uuid NOT NULL REFERENCES upload ON DELETE CASCADE,
    start  bigint NOT NULL,
    bytes  bigint NOT NULL CHECK (bytes > 0),
    file   uuid NOT NULL,
    PRIMARY KEY (upload, start)
);

CREATE TABLE attachment_scan (
    scan text PRIMARY KEY
);
INSERT INTO attachment_scan (scan) VALUES ('none'), ('waiting'), ('clean'), ('infected');

-- scan_at: when one that waits is tried next
ALTER TABLE attachment
    ADD COLUMN scan text NOT NULL DEFAULT 'none' REFERENCES attachment_scan,
    ADD COLUMN scan_at timestamptz,
    ADD CONSTRAINT attachment_scan_at CHECK ((scan = 'waiting') <= (scan_at IS NOT NULL));
CREATE INDEX attachment_waiting ON attachment (scan_at, id) WHERE scan = 'waiting';
