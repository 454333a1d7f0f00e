-- disputes, their parties and each party's own word, sessions and agreements

CREATE TABLE dispute_state (
    state text PRIMARY KEY,
    ended boolean NOT NULL
);
INSERT INTO dispute_state (state, ended) VALUES
    ('consent_pending', false), ('accepted', false), ('assigned', false), ('mediating', false), ('refused', true),
    ('agreed', true), ('failed', true), ('ended', true);

CREATE SEQUENCE dispute_number;

CREATE TABLE dispute (
    id              uuid PRIMARY KEY,
    number          text NOT NULL CONSTRAINT dispute_number_once UNIQUE,
    state           text NOT NULL REFERENCES dispute_state,
    dispute_type    text NOT NULL,
    source          text NOT NULL CHECK (source IN ('applied', 'proposed', 'referred')),
    area            text NOT NULL,
    matter          text NOT NULL,
    opened_at       timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    version         integer NOT NULL,
    round           integer NOT NULL,
    unit            text,
    opened_by       text,
    mediator        text,
    accepted_at     timestamptz,
    sessions        integer NOT NULL,
    reason          text,
    effective_at    timestamptz,
    personal_status boolean NOT NULL,
    due_at          timestamptz,
    near_at         timestamptz,
    origin          uuid,
    origin_version  integer,
    CONSTRAINT dispute_origin_once UNIQUE (origin, origin_version)
);
-- one index per way a list is read
CREATE INDEX dispute_opened ON dispute (opened_at, id);
CREATE INDEX dispute_unit ON dispute (unit, opened_at, id) WHERE unit IS NOT NULL;
CREATE INDEX dispute_mediator ON dispute (mediator, opened_at, id) WHERE mediator IS NOT NULL;
CREATE INDEX dispute_area ON dispute (area text_pattern_ops, opened_at, id);
CREATE INDEX dispute_unassigned ON dispute (opened_at, id) WHERE state = 'accepted';
CREATE INDEX dispute_due ON dispute (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE party (
    id          uuid PRIMARY KEY,
    dispute     uuid NOT NULL REFERENCES dispute,
    role        text NOT NULL CHECK (role IN ('applicant', 'respondent')),
    joined_at   timestamptz NOT NULL,
    party       text,
    consent     text NOT NULL CHECK (consent IN ('pending', 'given', 'refused')),
    consent_at  timestamptz,
    consent_how text,
    consent_by  text,
    told_at     timestamptz,
    told_how    text,
    told_by     text,
    CHECK ((consent = 'pending') = (consent_at IS NULL))
);
CREATE INDEX party_dispute ON party (dispute, role, id);
CREATE INDEX party_party ON party (party, dispute) WHERE party IS NOT NULL;

-- who a party is: sealed, and apart from the matter; checked at commit, since both rows are written in one act
CREATE TABLE person (
    party   uuid PRIMARY KEY REFERENCES party DEFERRABLE INITIALLY DEFERRED,
    name    bytea,
    phone   bytea,
    address bytea,
    account bytea
);

CREATE TABLE step (
    dispute uuid NOT NULL REFERENCES dispute,
    version integer NOT NULL,
    at      timestamptz NOT NULL,
    act     text NOT NULL,
    actor   text NOT NULL,
    office  text NOT NULL,
    unit    text,
    params  jsonb NOT NULL,
    PRIMARY KEY (dispute, version)
);

-- what was said in a session is for this mediation only; undisputed facts alone may be used elsewhere
CREATE TABLE session (
    dispute        uuid NOT NULL REFERENCES dispute,
    place_no       integer NOT NULL,
    held_at        timestamptz NOT NULL,
    place          text NOT NULL,
    open_to_public boolean NOT NULL,
    attended       jsonb NOT NULL,
    record         text NOT NULL,
    undisputed     jsonb NOT NULL,
    recorded_by    text NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (dispute, place_no)
);

CREATE TABLE agreement (
    dispute         uuid PRIMARY KEY REFERENCES dispute,
    form            text NOT NULL CHECK (form IN ('written', 'oral')),
    effective_at    timestamptz NOT NULL,
    personal_status boolean NOT NULL,
    copies          smallint NOT NULL,
    content         jsonb NOT NULL,
    concluded_at    timestamptz NOT NULL
);

-- the words with which a party ended it or a mediator said that it failed, as they were said
CREATE TABLE closing (
    dispute uuid PRIMARY KEY REFERENCES dispute,
    words   text NOT NULL,
    at      timestamptz NOT NULL
);

-- what the parties were given in writing; sha256 of both texts shows whether it was changed since
CREATE TABLE document (
    dispute uuid NOT NULL REFERENCES dispute,
    version integer NOT NULL,
    kind    text NOT NULL,
    zh      text NOT NULL,
    en      text NOT NULL,
    sha256  bytea NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (dispute, version)
);
