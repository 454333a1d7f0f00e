-- clocks that run for records, and the changes of the calendar they were reckoned with

CREATE TABLE obligation (
    id          uuid NOT NULL,
    subject     text NOT NULL,
    kind        text NOT NULL,
    number      text NOT NULL,
    round       integer NOT NULL,
    stage       text NOT NULL,
    rule        text NOT NULL,
    owner       text NOT NULL,
    area        text NOT NULL,
    period      jsonb NOT NULL,
    facts       jsonb NOT NULL,
    history     jsonb NOT NULL DEFAULT '[]',
    state       text NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
    due_at      timestamptz,
    due_on      date,
    near_at     timestamptz,
    next_at     timestamptz,
    told        text NOT NULL DEFAULT '' CHECK (told IN ('', 'near', 'missed')),
    late        boolean NOT NULL DEFAULT false,
    provisional boolean NOT NULL,
    calendar    integer NOT NULL,
    reads_from  date,
    reads_until date,
    version     integer NOT NULL,
    started_at  timestamptz NOT NULL,
    stopped_at  timestamptz,
    PRIMARY KEY (subject, id)
);
-- one clock of a stage runs at a time; a stage entered again is a new clock
CREATE UNIQUE INDEX obligation_open ON obligation (subject, stage) WHERE state <> 'stopped';
CREATE INDEX obligation_next ON obligation (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX obligation_owner ON obligation (owner, due_at, subject) WHERE state <> 'stopped';
CREATE INDEX obligation_calendar ON obligation (calendar, id) WHERE state <> 'stopped' AND reads_until IS NOT NULL;

CREATE TABLE work_calendar_change (
    no       integer PRIMARY KEY,
    at       timestamptz NOT NULL,
    source   text NOT NULL,
    first_on date NOT NULL,
    last_on  date NOT NULL
);
