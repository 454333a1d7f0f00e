-- who asked to see the identity of a person that is sealed apart from its record, why, and what came of it

CREATE TABLE unmasking (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL,
    record     uuid NOT NULL,
    subject    uuid NOT NULL,
    number     text NOT NULL,
    area       text NOT NULL,
    case_unit  text,
    round      integer NOT NULL,
    holder     text NOT NULL,
    role       text NOT NULL,
    unit       text,
    reason     text NOT NULL CHECK (reason IN ('contact', 'verify', 'legal_duty', 'hand_over', 'other')),
    words      bytea NOT NULL,
    unusual    jsonb NOT NULL,
    needed     text CHECK (needed IN ('minor', 'all')),
    state      text NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    asked_at   timestamptz NOT NULL,
    version    integer NOT NULL,
    decided_by text,
    decided_at timestamptz,
    until      timestamptz,
    CHECK ((state = 'approved') = (until IS NOT NULL)),
    -- never longer than a quarter of an hour, and never by oneself where a second person must agree
    CHECK (until <= coalesce(decided_at, asked_at) + interval '15 minutes'),
    CHECK (state <> 'approved' OR needed IS NULL OR decided_by <> holder)
);
CREATE INDEX unmasking_holder ON unmasking (holder, asked_at);
CREATE INDEX unmasking_area ON unmasking (area text_pattern_ops, asked_at, id);
CREATE INDEX unmasking_asked ON unmasking (asked_at, id);
-- what still waits follows its record to another area
CREATE INDEX unmasking_waiting ON unmasking (record) WHERE state = 'asked';
