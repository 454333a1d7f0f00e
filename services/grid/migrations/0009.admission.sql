-- what may be asked of a community, what is asked, and what that weighs

CREATE TABLE item_state (
    state text PRIMARY KEY
);
-- that an approved item is active or expired is read from its dates
INSERT INTO item_state (state) VALUES
    ('draft'), ('submitted'), ('reviewing'), ('approved'), ('suspended'), ('refused'), ('withdrawn');

CREATE SEQUENCE item_number;
CREATE SEQUENCE task_number;

CREATE TABLE item (
    id           uuid PRIMARY KEY,
    code         text NOT NULL,
    state        text NOT NULL REFERENCES item_state,
    version      integer NOT NULL,
    unit         text NOT NULL,
    drafted_by   text NOT NULL,
    area         text NOT NULL,
    areas        jsonb NOT NULL CHECK (jsonb_typeof(areas) = 'array' AND jsonb_array_length(areas) > 0),
    title        text NOT NULL CHECK (title <> ''),
    kind         text NOT NULL CHECK (kind IN ('statutory', 'assisting', 'temporary', 'negative')),
    basis        text NOT NULL CHECK (basis <> ''),
    period       text NOT NULL CHECK (period IN ('none', 'once', 'yearly', 'quarterly', 'monthly', 'weekly', 'daily')),
    times        integer NOT NULL CHECK (times > 0),
    forms        jsonb NOT NULL CHECK (jsonb_typeof(forms) = 'array'),
    minutes      integer NOT NULL CHECK (minutes >= 0),
    budget_cents bigint NOT NULL CHECK (budget_cents >= 0),
    valid_from   date NOT NULL,
    valid_until  date NOT NULL CHECK (valid_until > valid_from),
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    reviewed_by  text NOT NULL,
    reason       text NOT NULL,
    told         text NOT NULL,
    entered_at   timestamptz,
    CONSTRAINT item_code_once UNIQUE (code)
);
CREATE INDEX item_created ON item (created_at, id);
CREATE INDEX item_unit ON item (unit, created_at, id);
CREATE INDEX item_area ON item (area text_pattern_ops, created_at, id);
CREATE INDEX item_waiting ON item (created_at, id) WHERE state IN ('submitted', 'reviewing');
CREATE INDEX item_entered ON item (entered_at, id) WHERE entered_at IS NOT NULL;

-- from when until when an item was in force: written by approval, suspension, resumption and withdrawal, so that the list
-- can be read as of any day
CREATE TABLE item_force (
    item    uuid NOT NULL REFERENCES item,
    since   timestamptz NOT NULL,
    until   timestamptz NOT NULL CHECK (until >= since),
    PRIMARY KEY (item, since)
);
CREATE INDEX item_force_span ON item_force (since, until);

-- one row; grows with each change of the list
CREATE TABLE access_list (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
INSERT INTO access_list (version) VALUES (1);

CREATE TABLE task_state (
    state text PRIMARY KEY
);
INSERT INTO task_state (state) VALUES ('given'), ('received'), ('done'), ('confirmed'), ('returned'), ('withdrawn');

CREATE TABLE task (
    id         uuid PRIMARY KEY,
    number     text NOT NULL,
    state      text NOT NULL REFERENCES task_state,
    version    integer NOT NULL,
    item       uuid NOT NULL REFERENCES item,
    item_code  text NOT NULL,
    unit       text NOT NULL,
    place      text NOT NULL,
    area       text NOT NULL,
    grid       text,
    performer  text NOT NULL,
    due_at     timestamptz NOT NULL,
    month      text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
    spell      text NOT NULL,
    minutes    integer NOT NULL,
    words      text NOT NULL,
    given_by   text NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    stands     boolean NOT NULL,
    answer     text NOT NULL,
    reason     text NOT NULL,
    done_at    timestamptz,
    CONSTRAINT task_number_once UNIQUE (number)
);
CREATE INDEX task_created ON task (created_at, id);
CREATE INDEX task_unit ON task (unit, created_at, id);
CREATE INDEX task_performer ON task (performer, created_at, id);
CREATE INDEX task_area ON task (area text_pattern_ops, created_at, id);
CREATE INDEX task_due ON task (due_at, id) WHERE state IN ('given', 'received');
CREATE INDEX task_asked ON task (item, spell, area) WHERE stands;

-- figures of the burden report: each act appends what it changes; folding moves appended rows, readers add both
CREATE TABLE burden_count (
    unit     text NOT NULL,
    month    text NOT NULL,
    area     text NOT NULL,
    given    bigint NOT NULL,
    minutes  bigint NOT NULL,
    returned bigint NOT NULL,
    refused  bigint NOT NULL,
    exceeded bigint NOT NULL,
    late     bigint NOT NULL,
    PRIMARY KEY (month, unit, area)
);

CREATE TABLE burden_delta (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit     text NOT NULL,
    month    text NOT NULL,
    area     text NOT NULL,
    given    integer NOT NULL,
    minutes  integer NOT NULL,
    returned integer NOT NULL,
    refused  integer NOT NULL,
    exceeded integer NOT NULL,
    late     integer NOT NULL
);
