-- what a district chooses, one table for all settings: no row is ever changed, a later one takes its place

CREATE TABLE setting_choice (
    id         uuid PRIMARY KEY,
    -- a key of services/grid/domain/setting/registry.py; bounds stand there
    key        text NOT NULL CHECK (key ~ '^[a-z]+\.[a-z_]+$'),
    -- '' = the whole district
    area       text NOT NULL CHECK (area ~ '^([1-9][0-9]{11})?$'),
    -- '' = the setting is not chosen by kind of grid
    grid_kind  text NOT NULL CHECK (grid_kind IN ('', 'unit', 'base', 'special', 'duty')),
    -- '' = what a wider area chose, else the default
    value      text NOT NULL CHECK (length(value) <= 200),
    valid_from date NOT NULL,
    -- of the choices of this setting, area and kind; 1 is that nothing was chosen
    version    integer NOT NULL CHECK (version > 1),
    origin     text NOT NULL CHECK (origin IN ('act', 'file', 'migration', 'succession')),
    source     text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT setting_version_once UNIQUE (key, area, grid_kind, version)
);
CREATE INDEX setting_in_force ON setting_choice (key, area, grid_kind, valid_from DESC, version DESC);
CREATE INDEX setting_history ON setting_choice (key, created_at, id);

-- no week before the day from which the duty is kept here is called missed
INSERT INTO setting_choice (id, key, area, grid_kind, value, valid_from, version, origin, source, created_at)
VALUES (gen_random_uuid(), 'duty.counted_from', '', '', current_date::text, DATE '2000-01-01', 2, 'migration', '', now());
