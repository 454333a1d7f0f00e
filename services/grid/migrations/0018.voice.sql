-- one matter, many voices: reports joined into one, what may be the same, and those who stand behind it

INSERT INTO incident_state (state, ended) VALUES ('merged', true);

ALTER TABLE incident
    ADD COLUMN main uuid REFERENCES incident,
    ADD COLUMN merged integer NOT NULL DEFAULT 0 CHECK (merged >= 0),
    ADD COLUMN supporters integer NOT NULL DEFAULT 0 CHECK (supporters >= 0);
-- what was joined to one, the first reported first
CREATE INDEX incident_main ON incident (main, created_at, id) WHERE main IS NOT NULL;
-- they lie somewhere while they wait for the answer, though they are in no queue
CREATE INDEX incident_merged ON incident (area, id) WHERE state = 'merged';
-- what lies near: by cells of 1/200 of a degree, the latest of each first
CREATE INDEX incident_cell ON incident (
    (floor(longitude * 200)::integer), (floor(latitude * 200)::integer), created_at) WHERE longitude IS NOT NULL;
-- the latest of a kind in an area
CREATE INDEX incident_kind_area ON incident (area, case_type, created_at);

CREATE TABLE merge (
    id       uuid PRIMARY KEY,
    incident uuid NOT NULL REFERENCES incident,
    main     uuid NOT NULL REFERENCES incident,
    was      text NOT NULL REFERENCES incident_state,
    at       timestamptz NOT NULL,
    ended_at timestamptz,
    ending   text CHECK (ending IN ('unmerged', 'answered')),
    CHECK (incident <> main),
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX merge_once ON merge (incident) WHERE ended_at IS NULL;
CREATE INDEX merge_main ON merge (main) WHERE ended_at IS NULL;

-- counted, never listed: read by alias, and to tell each how it ended. incident: the main one, with which those of what is
-- joined to it stand; via: the one it was given to, with which it goes when that is taken out again
CREATE TABLE support (
    incident uuid NOT NULL REFERENCES incident,
    via      uuid NOT NULL REFERENCES incident,
    alias    text NOT NULL,
    hear     boolean NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (incident, alias)
);
CREATE INDEX support_hear ON support (incident) WHERE hear;
-- matters that ended and whose supporters wait to be told
CREATE TABLE support_end (
    incident uuid PRIMARY KEY REFERENCES incident,
    at       timestamptz NOT NULL
);
CREATE INDEX support_end_at ON support_end (at, incident);
