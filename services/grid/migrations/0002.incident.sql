-- incidents, the thread their reporters follow, their evidence, and counts that are exact at once

CREATE TABLE incident_state (
    state text PRIMARY KEY,
    ended boolean NOT NULL
);
INSERT INTO incident_state (state, ended) VALUES
    ('reported', false), ('verifying', false), ('accepted', false), ('invalid', true), ('filed', false),
    ('dispatched', false), ('handling', false), ('extension_requested', false), ('hung', false), ('handled', false),
    ('rework', false), ('passed', false), ('closed', true), ('handed_over', false);

-- a block of a hundred numbers per draw: see kernel/number.py
CREATE SEQUENCE incident_number INCREMENT BY 100;

CREATE TABLE incident (
    id            uuid PRIMARY KEY,
    number        text NOT NULL,
    state         text NOT NULL REFERENCES incident_state,
    source        text NOT NULL CHECK (source IN ('public', 'collector')),
    description   text NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    version       integer NOT NULL,
    round         integer NOT NULL,
    case_type     text,
    urgent        boolean NOT NULL,
    address       text NOT NULL,
    area          text NOT NULL,
    grid          text,
    longitude     double precision,
    latitude      double precision,
    sent_x        double precision,
    sent_y        double precision,
    sent_system   text,
    party         text,
    reported_by   text,
    unit          text,
    handler       text,
    solver        text,
    solver_unit   text,
    asked_by      text,
    asked_unit    text,
    asked_days    integer,
    extended      integer NOT NULL,
    returned      integer NOT NULL,
    reworked      integer NOT NULL,
    score         smallint CHECK (score BETWEEN 1 AND 5),
    solved        boolean,
    handed_to     text CHECK (handed_to IN ('petition', 'mediation')),
    handed_number text,
    due_at        timestamptz,
    near_at       timestamptz,
    closed_at     timestamptz,
    CONSTRAINT incident_number_once UNIQUE (number)
);
-- one index per queue; ended incidents stay out of those that only ask for open ones
CREATE INDEX incident_created ON incident (created_at, id);
CREATE INDEX incident_open ON incident (created_at, id) WHERE closed_at IS NULL;
CREATE INDEX incident_open_unit ON incident (unit, created_at, id) WHERE closed_at IS NULL AND unit IS NOT NULL;
CREATE INDEX incident_unit ON incident (unit, created_at, id) WHERE unit IS NOT NULL;
CREATE INDEX incident_party ON incident (party, created_at, id) WHERE party IS NOT NULL;
CREATE INDEX incident_area ON incident (area text_pattern_ops, created_at, id);
CREATE INDEX incident_due ON incident (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX incident_near ON incident (near_at) INCLUDE (due_at, unit, area) WHERE near_at IS NOT NULL;

-- who reported: sealed, and apart from the case
CREATE TABLE reporter (
    incident uuid PRIMARY KEY REFERENCES incident,
    named    boolean NOT NULL,
    name     bytea,
    phone    bytea,
    account  bytea
);

CREATE TABLE step (
    incident uuid NOT NULL REFERENCES incident,
    version  integer NOT NULL,
    round    integer NOT NULL,
    at       timestamptz NOT NULL,
    act      text NOT NULL,
    actor    text NOT NULL,
    office   text NOT NULL,
    unit     text,
    params   jsonb NOT NULL,
    told     text NOT NULL,
    note     text NOT NULL,
    PRIMARY KEY (incident, version)
);

CREATE TABLE evidence (
    incident uuid NOT NULL REFERENCES incident,
    version  integer NOT NULL,
    place    smallint NOT NULL,
    round    integer NOT NULL,
    at       timestamptz NOT NULL,
    by       text NOT NULL,
    kind     text NOT NULL,
    ref      text NOT NULL,
    words    text NOT NULL,
    taken_at timestamptz,
    PRIMARY KEY (incident, version, place)
);

-- counts: each act appends what it changes; folding moves appended rows into the counts, readers add both
CREATE TABLE incident_count (
    state text NOT NULL,
    unit  text NOT NULL,
    area  text NOT NULL,
    n     bigint NOT NULL,
    PRIMARY KEY (state, unit, area)
);

CREATE TABLE incident_delta (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state text NOT NULL,
    unit  text NOT NULL,
    area  text NOT NULL,
    n     smallint NOT NULL
);
