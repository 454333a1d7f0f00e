-- areas: levels as a tenant's configuration, states in time, what followed whom, and changes decided before their day

CREATE TABLE area_level (
    level            text PRIMARY KEY CHECK (level ~ '^[a-z][a-z_]{0,31}$'),
    name_zh          text NOT NULL CHECK (name_zh <> ''),
    name_en          text NOT NULL CHECK (name_en <> ''),
    -- levels right above which this one may lie; [] = widest of all
    parents          jsonb NOT NULL CHECK (jsonb_typeof(parents) = 'array'),
    -- '' = a statistical level, part of the twelve digits; else codes are the parent's, this letter, and fixed digits
    letter           text NOT NULL CHECK (letter ~ '^[A-Z]?$'),
    digits           smallint NOT NULL CHECK (digits BETWEEN 1 AND 12),
    -- outside of these a size report names an area of the level; NULL = no limit
    households_least integer CHECK (households_least >= 0),
    households_most  integer CHECK (households_most >= households_least)
);
CREATE UNIQUE INDEX area_level_letter ON area_level (letter) WHERE letter <> '';
INSERT INTO area_level (level, name_zh, name_en, parents, letter, digits, households_least, households_most) VALUES
    ('province', '省', 'province', '[]', '', 2, NULL, NULL),
    ('city', '市', 'city', '["province"]', '', 4, NULL, NULL),
    ('district', '区县', 'district', '["city"]', '', 6, NULL, NULL),
    ('street', '街道（乡镇）', 'street', '["district"]', '', 9, NULL, NULL),
    ('community', '社区（村）', 'community', '["street"]', '', 12, 1000, 10000);

ALTER TABLE area
    DROP CONSTRAINT area_code_check,
    DROP CONSTRAINT area_level_check,
    -- the codes of a city come before its border: until that is drawn, the root has none
    DROP CONSTRAINT area_check1,
    ADD CONSTRAINT area_code_check CHECK (code ~ '^[1-9][0-9]{11}([A-Z][0-9]{1,5}){0,6}$'),
    ADD CONSTRAINT area_level_known FOREIGN KEY (level) REFERENCES area_level,
    ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX area_root ON area ((parent IS NULL)) WHERE parent IS NULL AND valid_until IS NULL;
CREATE INDEX area_children ON area (parent, code);

-- what an area was before each change that took a name or a parent from it; the present state is in `area`
CREATE TABLE area_past (
    code        text NOT NULL REFERENCES area,
    version     integer NOT NULL,
    name        text NOT NULL,
    level       text NOT NULL,
    parent      text,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_until > valid_from),
    PRIMARY KEY (code, version)
);
CREATE INDEX area_past_parent ON area_past (parent, code);

-- which code follows which; grids and areas below a community too. A code that ended and has no row has no successor
CREATE TABLE area_succession (
    source text NOT NULL,
    target text NOT NULL,
    kind   text NOT NULL CHECK (kind IN ('split', 'merge', 'end', 'recode')),
    on_day date NOT NULL,
    PRIMARY KEY (source, target)
);
CREATE INDEX area_succession_target ON area_succession (target);

CREATE TABLE area_change_state (state text PRIMARY KEY);
INSERT INTO area_change_state (state) VALUES ('planned'), ('applied'), ('withdrawn'), ('failed');

CREATE TABLE area_change (
    id      uuid PRIMARY KEY,
    kind    text NOT NULL CHECK (kind IN ('add', 'rename', 'split', 'merge', 'end', 'recode')),
    area    text NOT NULL,
    on_day  date NOT NULL,
    state   text NOT NULL REFERENCES area_change_state,
    version integer NOT NULL,
    -- name, into, others and moves of the command
    body    jsonb NOT NULL,
    -- why a planned change could not be made on its day
    problem text
);
CREATE UNIQUE INDEX area_change_planned ON area_change (area) WHERE state = 'planned';
CREATE INDEX area_change_due ON area_change (on_day) WHERE state = 'planned';
CREATE INDEX area_change_area ON area_change (area, on_day);
