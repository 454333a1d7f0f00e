-- duty: daily sweeps, rounds, visits of agency staff, monthly meetings, quarterly reviews, roving inspections

-- what was done by itself, once for each period; the row commits with what it made
CREATE TABLE job_run (
    job    text NOT NULL,
    period text NOT NULL,
    ran_at timestamptz NOT NULL,
    PRIMARY KEY (job, period)
);

CREATE TABLE sweep (
    id      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    grid    text NOT NULL,
    area    text NOT NULL,
    due_on  date NOT NULL,
    state   text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    items   integer NOT NULL DEFAULT 0,
    checked integer NOT NULL DEFAULT 0,
    hazards integer NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sweep_once UNIQUE (grid, due_on)
);
CREATE INDEX sweep_day ON sweep (due_on, made_at, id) INCLUDE (area);

CREATE TABLE sweep_item (
    sweep      uuid NOT NULL REFERENCES sweep,
    place      integer NOT NULL,
    -- id of a site of the register of premises, '' for what every grid has
    site       text NOT NULL,
    kind       text NOT NULL,
    result     text CHECK (result IN ('fine', 'hazard', 'closed', 'not_reached')),
    words      text NOT NULL DEFAULT '',
    incident   uuid REFERENCES incident,
    checked_by text,
    checked_at timestamptz,
    PRIMARY KEY (sweep, place)
);

-- the sweep line a hazard was found at, from its incident
CREATE INDEX sweep_item_incident ON sweep_item (incident) WHERE incident IS NOT NULL;

CREATE TABLE duty_round (
    id        uuid PRIMARY KEY,
    account   text NOT NULL,
    grid      text NOT NULL,
    area      text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz CHECK (closed_at >= opened_at),
    closed_by text CHECK (closed_by IN ('worker', 'system')),
    check_ins integer NOT NULL DEFAULT 0,
    near      integer NOT NULL DEFAULT 0,
    version   integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX duty_round_one ON duty_round (account) WHERE closed_at IS NULL;
CREATE INDEX duty_round_own ON duty_round (account, opened_at, id);
CREATE INDEX duty_round_open ON duty_round (opened_at) WHERE closed_at IS NULL;
CREATE INDEX duty_round_day ON duty_round (opened_at) INCLUDE (grid, area);

-- positions: read by the one who stood there, and by nobody else; deleted after as many days as duty.kept_days says
CREATE TABLE check_in (
    round       uuid NOT NULL REFERENCES duty_round,
    -- made by the phone, so that what is sent twice is kept once
    id          uuid NOT NULL,
    taken_at    timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    longitude   double precision NOT NULL,
    latitude    double precision NOT NULL,
    site        text NOT NULL,
    near        boolean NOT NULL,
    PRIMARY KEY (round, id)
);
CREATE INDEX check_in_taken ON check_in (taken_at);

CREATE TABLE visit (
    id          uuid PRIMARY KEY,
    account     text NOT NULL,
    area        text NOT NULL,
    place       text NOT NULL,
    -- Monday of its week, local
    week_on     date NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz NOT NULL CHECK (ended_at > started_at),
    words       text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX visit_own ON visit (account, started_at, id);
CREATE INDEX visit_week ON visit (week_on, account);

-- who fell short of a past week, as found when it was counted
CREATE TABLE duty_miss (
    id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account  text NOT NULL,
    week_on  date NOT NULL,
    area     text NOT NULL,
    visits   integer NOT NULL,
    minutes  integer NOT NULL,
    found_at timestamptz NOT NULL,
    CONSTRAINT duty_miss_once UNIQUE (week_on, account)
);
CREATE INDEX duty_miss_week ON duty_miss (week_on, found_at, id) INCLUDE (area);

CREATE TABLE meeting (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    area        text NOT NULL,
    month_on    date NOT NULL,
    state       text NOT NULL DEFAULT 'prepared' CHECK (state IN ('prepared', 'held', 'closed')),
    cases       integer NOT NULL DEFAULT 0,
    concluded   integer NOT NULL DEFAULT 0,
    prepared_at timestamptz NOT NULL,
    held_at     timestamptz,
    closed_at   timestamptz,
    version     integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_once UNIQUE (area, month_on)
);
CREATE INDEX meeting_listed ON meeting (prepared_at, id);

CREATE TABLE meeting_case (
    meeting    uuid NOT NULL REFERENCES meeting,
    place      integer NOT NULL,
    incident   uuid NOT NULL REFERENCES incident,
    reasons    text[] NOT NULL,
    open_days  integer NOT NULL,
    returned   integer NOT NULL,
    unit       text,
    due_on     date,
    words      text NOT NULL DEFAULT '',
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (meeting, place),
    CONSTRAINT meeting_case_once UNIQUE (meeting, incident)
);

CREATE TABLE review (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    area        text NOT NULL,
    quarter_on  date NOT NULL,
    state       text NOT NULL DEFAULT 'prepared' CHECK (state IN ('prepared', 'closed')),
    cases       integer NOT NULL DEFAULT 0,
    prepared_at timestamptz NOT NULL,
    closed_at   timestamptz,
    version     integer NOT NULL DEFAULT 1,
    CONSTRAINT review_once UNIQUE (area, quarter_on)
);
CREATE INDEX review_listed ON review (prepared_at, id);

-- aggregates only: a cell of fewer than five is not kept at all
CREATE TABLE review_cell (
    review    uuid NOT NULL REFERENCES review,
    case_type text NOT NULL,
    place     text NOT NULL,
    -- 2026-Q1 for the quarter, 2026-01 for one of its months
    period    text NOT NULL,
    cases     integer NOT NULL CHECK (cases >= 5),
    unsolved  integer NOT NULL,
    PRIMARY KEY (review, case_type, place, period)
);

CREATE TABLE review_note (
    review    uuid NOT NULL REFERENCES review,
    no        integer NOT NULL,
    case_type text NOT NULL,
    place     text NOT NULL,
    cause     text NOT NULL,
    measure   text NOT NULL,
    unit      text NOT NULL,
    due_on    date NOT NULL,
    noted_by  text NOT NULL,
    noted_at  timestamptz NOT NULL,
    PRIMARY KEY (review, no)
);

CREATE TABLE inspection (
    id         uuid PRIMARY KEY,
    area       text NOT NULL,
    -- with it anybody can draw the same grids again
    seed       text NOT NULL,
    state      text NOT NULL DEFAULT 'ordered' CHECK (state IN ('ordered', 'done')),
    grids      integer NOT NULL,
    ordered_by text NOT NULL,
    ordered_at timestamptz NOT NULL,
    version    integer NOT NULL DEFAULT 1
);
CREATE INDEX inspection_listed ON inspection (ordered_at, id);

CREATE TABLE inspection_grid (
    inspection   uuid NOT NULL REFERENCES inspection,
    grid         text NOT NULL,
    place        integer NOT NULL,
    result       text CHECK (result IN ('fine', 'faulty')),
    words        text NOT NULL DEFAULT '',
    found_by     text,
    found_at     timestamptz,
    recheck_on   date,
    mended       boolean,
    rechecked_by text,
    rechecked_at timestamptz,
    PRIMARY KEY (inspection, grid)
);

-- what a monthly meeting takes up because it was returned; the long open ones stand in incident_open
CREATE INDEX incident_returned ON incident (created_at, id) WHERE closed_at IS NULL AND returned >= 2;
