-- photos and documents that were sent, and the files their content is kept in: a file is named by what it holds

CREATE TABLE stored_file (
    digest   text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    bytes    bigint NOT NULL CHECK (bytes > 0),
    loose_at timestamptz
);
-- since when nothing may refer to it; whoever refers to it again takes the mark away
CREATE INDEX stored_file_loose ON stored_file (loose_at) WHERE loose_at IS NOT NULL;

CREATE TABLE attachment_state (
    state text PRIMARY KEY
);
INSERT INTO attachment_state (state) VALUES ('private'), ('published');

-- files: part (kept, preview, shown, shown_preview) -> digest. owner: alias of an account. incident: whose ticket it came by
CREATE TABLE attachment (
    id         uuid PRIMARY KEY,
    state      text NOT NULL REFERENCES attachment_state,
    version    integer NOT NULL,
    media      text NOT NULL,
    bytes      bigint NOT NULL,
    width      integer,
    height     integer,
    files      jsonb NOT NULL,
    covers     jsonb NOT NULL,
    owner      text,
    incident   text,
    taken_at   timestamptz,
    longitude  double precision,
    latitude   double precision,
    linked     boolean NOT NULL DEFAULT false,
    ask_at     timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((owner IS NULL) <> (incident IS NULL))
);
CREATE INDEX attachment_ask ON attachment (ask_at, id);
CREATE INDEX attachment_owner ON attachment (owner) WHERE owner IS NOT NULL AND NOT linked;
CREATE INDEX attachment_incident ON attachment (incident) WHERE incident IS NOT NULL AND NOT linked;
-- who refers to a file
CREATE INDEX attachment_files ON attachment USING gin (jsonb_path_query_array(files, '$.*'));
