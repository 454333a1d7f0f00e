-- the one window (一号受理): what somebody brought, before and after a person says what it is

CREATE TABLE intake_state (
    state text PRIMARY KEY,
    ended boolean NOT NULL
);
INSERT INTO intake_state (state, ended) VALUES
    ('waiting', false), ('sent_on', false), ('linked', true), ('answered', true), ('assigned', false), ('finished', true);

CREATE SEQUENCE intake_number;

CREATE TABLE intake (
    id            uuid PRIMARY KEY,
    number        text NOT NULL CONSTRAINT intake_number_once UNIQUE,
    state         text NOT NULL REFERENCES intake_state,
    channel       text NOT NULL CHECK (channel IN ('web', 'app', 'phone', 'counter')),
    language      text NOT NULL CHECK (language IN ('zh', 'en')),
    urgent        boolean NOT NULL,
    area          text NOT NULL,
    received_at   timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    own           boolean NOT NULL,
    unnamed       boolean NOT NULL,
    version       integer NOT NULL,
    round         integer NOT NULL,
    point         jsonb,
    photos        jsonb NOT NULL DEFAULT '[]',
    party         text,
    suggestions   jsonb NOT NULL DEFAULT '[]',
    lexicon       text NOT NULL,
    kind          text CHECK (kind IN ('incident', 'petition', 'dispute', 'service_item', 'answer')),
    code          text,
    other         boolean NOT NULL,
    mode          text CHECK (mode IN ('immediate', 'assist', 'joint')),
    unit          text,
    back          text,
    became        uuid,
    became_number text,
    due_at        timestamptz,
    near_at       timestamptz
);
-- one index per way a list is read, and by what an owner's refusal finds its intake
CREATE INDEX intake_received ON intake (received_at, id);
CREATE INDEX intake_area ON intake (area text_pattern_ops, received_at, id);
CREATE INDEX intake_waiting ON intake (received_at, id) WHERE state = 'waiting';
CREATE INDEX intake_unit ON intake (unit, received_at, id) WHERE unit IS NOT NULL;
CREATE INDEX intake_party ON intake (party, received_at, id) WHERE party IS NOT NULL;
CREATE INDEX intake_due ON intake (due_at, id) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX intake_became_once ON intake (became) WHERE became IS NOT NULL;

-- what was said and by whom: sealed under a key of its own, so that it can be erased alone
CREATE TABLE intake_said (
    intake   uuid PRIMARY KEY REFERENCES intake,
    words    bytea,
    name     bytea,
    phone    bytea,
    address  bytea,
    account  bytea,
    sender   bytea,
    opposite bytea,
    opened   bytea
);

CREATE TABLE intake_step (
    intake  uuid NOT NULL REFERENCES intake,
    version integer NOT NULL,
    at      timestamptz NOT NULL,
    act     text NOT NULL,
    actor   text NOT NULL,
    office  text NOT NULL,
    unit    text,
    params  jsonb NOT NULL,
    said    text NOT NULL,
    PRIMARY KEY (intake, version)
);
