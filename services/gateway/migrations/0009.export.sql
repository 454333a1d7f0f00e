-- lists written into files for those who asked for them: jobs that any process takes up, and files that go after a day

CREATE TABLE export_state (
    state text PRIMARY KEY
);
INSERT INTO export_state (state) VALUES ('waiting'), ('running'), ('ready'), ('failed'), ('cancelled'), ('gone');

-- owner: account that asked, with role, unit and area as they were: the job ends when they are others.
-- filters, columns: of the list. file: name it is kept under. leased_until: until when its process is taken to be alive
CREATE TABLE export (
    id           uuid PRIMARY KEY,
    list         text NOT NULL,
    filters      jsonb NOT NULL,
    columns      jsonb NOT NULL,
    format       text NOT NULL CHECK (format IN ('csv', 'xlsx')),
    language     text NOT NULL,
    owner        uuid NOT NULL,
    role         text NOT NULL,
    unit         text,
    area         text NOT NULL,
    state        text NOT NULL REFERENCES export_state,
    version      integer NOT NULL,
    rows         integer NOT NULL,
    about        integer,
    tries        integer NOT NULL,
    problem      text,
    file         text,
    bytes        bigint,
    digest       text,
    created_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    expires_at   timestamptz,
    leased_until timestamptz,
    CHECK ((state = 'ready') <= (file IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE INDEX export_owner ON export (owner, created_at DESC, id DESC);
CREATE INDEX export_open ON export (created_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX export_ready ON export (expires_at) WHERE state = 'ready';
CREATE INDEX export_ended ON export (ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX export_file ON export (file) WHERE file IS NOT NULL;
