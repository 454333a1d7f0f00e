-- petitions, what they ask for, the thread their petitioners follow, and what they were given in writing

CREATE TABLE petition_state (
    state text PRIMARY KEY,
    ended boolean NOT NULL
);
INSERT INTO petition_state (state, ended) VALUES
    ('registered', false), ('forwarded', false), ('accepted', false), ('answered', true), ('refused', true),
    ('withdrawn', true);

CREATE SEQUENCE petition_number;

-- which units are petition departments (信访部门): they route, and decide nothing by their line of duty
CREATE TABLE petition_department (
    unit text PRIMARY KEY
);

CREATE TABLE petition (
    id             uuid PRIMARY KEY,
    number         text NOT NULL CONSTRAINT petition_number_once UNIQUE,
    state          text NOT NULL REFERENCES petition_state,
    channel        text NOT NULL,
    urgency        text NOT NULL CHECK (urgency IN ('ordinary', 'urgent')),
    area           text NOT NULL,
    received_at    timestamptz NOT NULL,
    registered_at  timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        integer NOT NULL,
    round          integer NOT NULL,
    unit           text,
    first_unit     text,
    registered_by  text,
    handler        text,
    recused        jsonb NOT NULL DEFAULT '[]',
    purpose        text CHECK (purpose IN ('suggest', 'appeal')),
    competence     text CHECK (competence IN ('line_duty', 'designated', 'own_matter')),
    refusal        text,
    score          smallint CHECK (score BETWEEN 1 AND 5),
    party          text,
    due_at         timestamptz,
    near_at        timestamptz,
    origin         uuid,
    origin_version integer,
    CONSTRAINT petition_origin_once UNIQUE (origin, origin_version)
);
-- one index per way a list is read
CREATE INDEX petition_registered ON petition (registered_at, id);
CREATE INDEX petition_unit ON petition (unit, registered_at, id) WHERE unit IS NOT NULL;
CREATE INDEX petition_party ON petition (party, registered_at, id) WHERE party IS NOT NULL;
CREATE INDEX petition_handler ON petition (handler, registered_at, id) WHERE handler IS NOT NULL;
CREATE INDEX petition_area ON petition (area text_pattern_ops, registered_at, id);
CREATE INDEX petition_unrouted ON petition (registered_at, id) WHERE unit IS NULL;
CREATE INDEX petition_due ON petition (due_at, id) WHERE due_at IS NOT NULL;

-- who petitions: sealed, and apart from the matter
CREATE TABLE petitioner (
    petition uuid PRIMARY KEY REFERENCES petition,
    kind     text NOT NULL CHECK (kind IN ('natural', 'legal', 'other')),
    named    boolean NOT NULL,
    name     bytea,
    phone    bytea,
    address  bytea,
    account  bytea
);

CREATE TABLE claim (
    petition uuid NOT NULL REFERENCES petition,
    place    smallint NOT NULL,
    request  text NOT NULL,
    facts    text NOT NULL,
    reasons  text NOT NULL,
    outcome  text CHECK (outcome IN ('support', 'explain', 'not_support')),
    finding  text NOT NULL,
    basis    text NOT NULL,
    PRIMARY KEY (petition, place)
);

CREATE TABLE step (
    petition uuid NOT NULL REFERENCES petition,
    version  integer NOT NULL,
    at       timestamptz NOT NULL,
    act      text NOT NULL,
    actor    text NOT NULL,
    office   text NOT NULL,
    unit     text,
    params   jsonb NOT NULL,
    PRIMARY KEY (petition, version)
);

-- what the petitioner was given in writing; sha256 of both texts shows whether it was changed since
CREATE TABLE document (
    petition uuid NOT NULL REFERENCES petition,
    version  integer NOT NULL,
    kind     text NOT NULL,
    zh       text NOT NULL,
    en       text NOT NULL,
    sha256   bytea NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (petition, version)
);

-- what the petitioner said in withdrawing, as it was said
CREATE TABLE withdrawal (
    petition uuid PRIMARY KEY REFERENCES petition,
    words    text NOT NULL,
    at       timestamptz NOT NULL
);
