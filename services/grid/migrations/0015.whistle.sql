-- whistles (吹哨报到): departments called to a place, each with a part and clocks of its own

CREATE SEQUENCE whistle_number;

CREATE TABLE whistle (
    id         uuid PRIMARY KEY,
    number     text NOT NULL UNIQUE,
    kind       text NOT NULL CHECK (kind IN ('daily', 'hard', 'emergency')),
    area       text NOT NULL,
    grid       text,
    longitude  double precision,
    latitude   double precision,
    words      text NOT NULL,
    blown_by   text NOT NULL,
    unit       text NOT NULL,
    incidents  jsonb NOT NULL CHECK (jsonb_typeof(incidents) = 'array'),
    open       integer NOT NULL CHECK (open >= 0),
    created_at timestamptz NOT NULL,
    ended_at   timestamptz CHECK ((ended_at IS NULL) = (open > 0)),
    version    integer NOT NULL
);

-- by incident
CREATE TABLE whistle_incident (
    incident uuid NOT NULL REFERENCES incident,
    whistle  uuid NOT NULL REFERENCES whistle,
    PRIMARY KEY (incident, whistle)
);

CREATE TABLE whistle_state (state text PRIMARY KEY);
INSERT INTO whistle_state (state) VALUES
    ('notified'), ('acknowledged'), ('arrived'), ('handling'), ('released'), ('rated');

-- one department's part. arrived_metres: from the whistle's point; where exactly somebody stood is not kept
CREATE TABLE whistle_call (
    id              uuid PRIMARY KEY,
    whistle         uuid NOT NULL REFERENCES whistle,
    number          text NOT NULL,
    kind            text NOT NULL,
    unit            text NOT NULL,
    blower          text NOT NULL,
    area            text NOT NULL,
    state           text NOT NULL REFERENCES whistle_state,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    arrived_at      timestamptz,
    arrived_by      text,
    arrived_grid    text,
    arrived_metres  integer CHECK (arrived_metres >= 0),
    planned_at      timestamptz,
    plan            text NOT NULL,
    released_at     timestamptz,
    released_for    text,
    rated_at        timestamptz,
    score           integer CHECK (score BETWEEN 1 AND 5),
    breached        jsonb NOT NULL CHECK (jsonb_typeof(breached) = 'array'),
    version         integer NOT NULL
);
CREATE UNIQUE INDEX whistle_call_once ON whistle_call (whistle, unit);
CREATE INDEX whistle_call_unit ON whistle_call (unit, created_at, id);
CREATE INDEX whistle_call_open ON whistle_call (created_at, id) WHERE released_at IS NULL;
CREATE INDEX whistle_call_area ON whistle_call (area text_pattern_ops, created_at, id);
CREATE INDEX whistle_call_rated ON whistle_call (unit, rated_at) WHERE score IS NOT NULL;
CREATE INDEX whistle_call_created ON whistle_call (created_at, id);
CREATE INDEX obligation_whistle ON obligation (due_at, subject) WHERE kind = 'whistle' AND state <> 'stopped';

-- figures of each department: kept as incident_count is
CREATE TABLE whistle_count (
    figure text NOT NULL,
    kind   text NOT NULL,
    unit   text NOT NULL,
    area   text NOT NULL,
    n      bigint NOT NULL,
    PRIMARY KEY (figure, kind, unit, area)
);
CREATE TABLE whistle_delta (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    figure text NOT NULL,
    kind   text NOT NULL,
    unit   text NOT NULL,
    area   text NOT NULL,
    n      smallint NOT NULL
);
