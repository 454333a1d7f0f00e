-- borders of grids: changes from draft to applied, every border with its time, and what a tenant allows

CREATE TABLE border_change_state (state text PRIMARY KEY);
INSERT INTO border_change_state (state) VALUES ('draft'), ('applied'), ('withdrawn');

CREATE TABLE border_change (
    id         uuid PRIMARY KEY,
    community  text NOT NULL REFERENCES area,
    state      text NOT NULL REFERENCES border_change_state,
    version    integer NOT NULL,
    -- hash of the community's grids and borders it was drawn over: a change made on others is out of date
    basis      text NOT NULL,
    features   jsonb NOT NULL CHECK (jsonb_typeof(features) = 'array'),
    drawn_by   text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_by   text,
    ended_at   timestamptz,
    -- codes of the grids that applying it opened, in the order of its features, and how many cases moved
    opened     jsonb NOT NULL CHECK (jsonb_typeof(opened) = 'array'),
    moved      integer,
    CHECK ((state = 'draft') = (ended_at IS NULL))
);
CREATE INDEX border_change_list ON border_change (created_at, id);
CREATE INDEX border_change_community ON border_change (community text_pattern_ops, created_at, id);

-- borders of grids and of areas as they were and are; half-open local dates. Of two on one day the later counts
CREATE TABLE border_version (
    code        text NOT NULL,
    valid_from  date NOT NULL,
    valid_until date CHECK (valid_until > valid_from),
    border      jsonb NOT NULL,
    PRIMARY KEY (code, valid_from)
);
CREATE UNIQUE INDEX border_version_present ON border_version (code) WHERE valid_until IS NULL;
INSERT INTO border_version (code, valid_from, valid_until, border)
    SELECT code, valid_from, valid_until, border FROM grid WHERE border IS NOT NULL
    UNION ALL SELECT code, valid_from, valid_until, border FROM area WHERE border IS NOT NULL;

-- a process may still know the old borders while a change is applied: what it wrote meanwhile is looked at once more
CREATE TABLE border_settling (
    change    uuid PRIMARY KEY REFERENCES border_change,
    community text NOT NULL,
    due_at    timestamptz NOT NULL
);

CREATE INDEX incident_open_place ON incident (longitude, latitude) WHERE closed_at IS NULL AND longitude IS NOT NULL;
CREATE INDEX incident_open_grid ON incident (grid) WHERE closed_at IS NULL AND grid IS NOT NULL;
