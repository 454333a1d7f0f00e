-- the ground a district works on: areas, grids, who answers for what, kinds of matters and their time limits

CREATE TABLE area (
    code        text PRIMARY KEY CHECK (code ~ '^[1-9][0-9]{11}$'),
    name        text NOT NULL CHECK (name <> ''),
    level       text NOT NULL CHECK (level IN ('province', 'city', 'district', 'street', 'community')),
    -- NULL for the root of the deployment only
    parent      text REFERENCES area,
    valid_from  date NOT NULL,
    -- first day it is no more; a code that ended is kept and never given again
    valid_until date CHECK (valid_until > valid_from),
    -- GeoJSON geometry, WGS-84; the root must have one, so that a point elsewhere can be refused
    border      jsonb,
    CHECK (parent IS NOT NULL OR border IS NOT NULL)
);
CREATE INDEX area_subtree ON area (code text_pattern_ops);
CREATE INDEX area_parent ON area (parent);

CREATE TABLE grid (
    code        text PRIMARY KEY CHECK (code ~ '^[1-9][0-9]{14}$'),
    community   text NOT NULL REFERENCES area,
    name        text NOT NULL CHECK (name <> ''),
    kind        text NOT NULL CHECK (kind IN ('unit', 'base', 'special', 'duty')),
    border      jsonb NOT NULL,
    households  integer NOT NULL CHECK (households >= 0),
    valid_from  date NOT NULL,
    valid_until date CHECK (valid_until > valid_from),
    version     integer NOT NULL DEFAULT 1,
    CHECK (left(code, 12) = community)
);
CREATE INDEX grid_subtree ON grid (code text_pattern_ops);

CREATE TABLE unit (
    id      text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_.-]{1,64}$'),
    name    text NOT NULL CHECK (name <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    kind    text NOT NULL CHECK (kind IN ('centre', 'department', 'liaison', 'street', 'community', 'company')),
    area    text NOT NULL REFERENCES area
);

-- who stands on which grid; the account lives with the gateway
CREATE TABLE post (
    account uuid NOT NULL,
    grid    text NOT NULL REFERENCES grid,
    duty    text NOT NULL CHECK (duty IN ('head', 'member')),
    PRIMARY KEY (grid, account)
);
CREATE INDEX post_account ON post (account);

CREATE TABLE case_type (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9_.-]{1,32}$'),
    root     text NOT NULL CHECK (root IN ('facility', 'event')),
    major    text NOT NULL CHECK (major ~ '^[0-9]{2}$'),
    minor    text NOT NULL CHECK (minor ~ '^[0-9]{2,3}$'),
    major_zh text NOT NULL,
    major_en text NOT NULL,
    name_zh  text NOT NULL CHECK (name_zh <> ''),
    name_en  text NOT NULL CHECK (name_en <> ''),
    unit     text NOT NULL REFERENCES unit,
    urgent   boolean NOT NULL,
    evidence jsonb NOT NULL CHECK (jsonb_typeof(evidence) = 'array'),
    UNIQUE (root, major, minor)
);

CREATE TABLE period (
    case_type text NOT NULL REFERENCES case_type,
    stage     text NOT NULL CHECK (stage IN ('verify', 'accept', 'file', 'dispatch', 'handle', 'check', 'close')),
    -- a part of an hour is kept to the second
    amount    numeric(8, 4) NOT NULL CHECK (amount > 0),
    unit      text NOT NULL CHECK (unit IN ('H', 'WH', 'WD', 'D')),
    source    text NOT NULL CHECK (source <> ''),
    PRIMARY KEY (case_type, stage),
    CHECK (unit IN ('H', 'WH') OR amount = trunc(amount))
);

-- one row; grows with each change of the ground, so that every process knows when to read it again
CREATE TABLE ground_version (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
INSERT INTO ground_version (version) VALUES (0);

-- files already loaded, so that a second load of the same is quick
CREATE TABLE loaded_file (
    name      text PRIMARY KEY,
    digest    text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
);
