-- work orders inside a case, supervision (督办), campaigns (专项行动) with sites and checks, rewards paid by anonymous code

CREATE TABLE order_state (state text PRIMARY KEY);
INSERT INTO order_state (state) VALUES ('given'), ('finished'), ('passed'), ('withdrawn');

-- number: of the incident. exactly one of unit and grid does it
CREATE TABLE work_order (
    id            uuid PRIMARY KEY,
    incident      uuid NOT NULL REFERENCES incident,
    number        text NOT NULL,
    unit          text,
    grid          text,
    area          text NOT NULL,
    words         text NOT NULL,
    given_by      text NOT NULL,
    given_unit    text NOT NULL,
    state         text NOT NULL REFERENCES order_state,
    due_on        date NOT NULL,
    due_at        timestamptz NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    answer        text NOT NULL,
    finished_by   text,
    finished_unit text,
    checked_by    text,
    reason        text,
    failed        integer NOT NULL,
    version       integer NOT NULL,
    CHECK ((unit IS NULL) <> (grid IS NULL))
);
CREATE INDEX work_order_incident ON work_order (incident, created_at, id);
CREATE INDEX work_order_unit ON work_order (unit, due_at, id) WHERE unit IS NOT NULL;
CREATE INDEX work_order_given ON work_order (given_unit, due_at, id);
CREATE INDEX work_order_open ON work_order (due_at, id) WHERE state IN ('given', 'finished');
CREATE INDEX work_order_due ON work_order (due_at, id);
CREATE INDEX work_order_area ON work_order (area text_pattern_ops, due_at, id);

CREATE TABLE supervision_state (state text PRIMARY KEY);
INSERT INTO supervision_state (state) VALUES ('ordered'), ('answered'), ('ended');

CREATE TABLE supervision (
    id           uuid PRIMARY KEY,
    incident     uuid NOT NULL REFERENCES incident,
    number       text NOT NULL,
    unit         text NOT NULL,
    area         text NOT NULL,
    level        text NOT NULL CHECK (level IN ('attention', 'supervise', 'list_supervise')),
    words        text NOT NULL,
    ordered_by   text NOT NULL,
    ordered_unit text NOT NULL,
    state        text NOT NULL REFERENCES supervision_state,
    due_at       timestamptz NOT NULL,
    raised       integer NOT NULL,
    answer       text NOT NULL,
    answered_by  text,
    sent_back    integer NOT NULL,
    reason       text,
    remark       text NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    version      integer NOT NULL
);
CREATE UNIQUE INDEX supervision_once ON supervision (incident) WHERE state <> 'ended';
CREATE INDEX supervision_incident ON supervision (incident, created_at, id);
CREATE INDEX supervision_unit ON supervision (unit, due_at, id);
CREATE INDEX supervision_open ON supervision (due_at, id) WHERE state <> 'ended';
CREATE INDEX supervision_due ON supervision (due_at, id);
CREATE INDEX supervision_area ON supervision (area text_pattern_ops, due_at, id);
CREATE INDEX obligation_supervision ON obligation (due_at, subject) WHERE kind = 'supervision' AND state <> 'stopped';

-- what a kind of campaign looks at: a district writes its own lists
CREATE TABLE campaign_template (
    code       text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,31}$'),
    kind       text NOT NULL CHECK (kind IN ('rectification', 'property', 'livelihood')),
    title_zh   text NOT NULL,
    title_en   text NOT NULL,
    items      jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array'),
    created_at timestamptz NOT NULL
);

CREATE SEQUENCE campaign_number;
CREATE TABLE campaign_state (state text PRIMARY KEY);
INSERT INTO campaign_state (state) VALUES ('open'), ('ended');

-- unit: the owner. weekly: each site is looked at anew each week
CREATE TABLE campaign (
    id         uuid PRIMARY KEY,
    number     text NOT NULL UNIQUE,
    template   text NOT NULL REFERENCES campaign_template,
    kind       text NOT NULL,
    title      text NOT NULL,
    area       text NOT NULL,
    unit       text NOT NULL,
    starts_on  date NOT NULL,
    ends_on    date NOT NULL CHECK (ends_on >= starts_on),
    weekly     boolean NOT NULL,
    sites      integer NOT NULL,
    state      text NOT NULL REFERENCES campaign_state,
    opened_by  text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz,
    version    integer NOT NULL
);
CREATE INDEX campaign_created ON campaign (created_at, id);

CREATE TABLE campaign_site_state (state text PRIMARY KEY);
INSERT INTO campaign_site_state (state) VALUES ('open'), ('solved'), ('unsolved');

-- ref: id of premises, code of a grid or of an area. unit: who answers for it
CREATE TABLE campaign_site (
    id         uuid PRIMARY KEY,
    campaign   uuid NOT NULL REFERENCES campaign,
    kind       text NOT NULL CHECK (kind IN ('premises', 'grid', 'area')),
    ref        text NOT NULL,
    area       text NOT NULL,
    grid       text,
    unit       text NOT NULL,
    words      text NOT NULL,
    due_on     date,
    state      text NOT NULL REFERENCES campaign_site_state,
    checks     integer NOT NULL,
    failed     integer NOT NULL,
    answer     text NOT NULL,
    solved_by  text,
    solved_at  timestamptz,
    created_at timestamptz NOT NULL,
    version    integer NOT NULL
);
CREATE INDEX campaign_site_campaign ON campaign_site (campaign, created_at, id);
CREATE INDEX campaign_site_area ON campaign_site (area text_pattern_ops, campaign);
CREATE INDEX campaign_site_unit ON campaign_site (unit, campaign);

-- week: ISO, 2026-W10; '' for a campaign that looks once
CREATE TABLE campaign_check (
    id         uuid PRIMARY KEY,
    campaign   uuid NOT NULL REFERENCES campaign,
    site       uuid NOT NULL REFERENCES campaign_site,
    area       text NOT NULL,
    unit       text NOT NULL,
    week       text NOT NULL,
    item       text NOT NULL,
    passed     boolean NOT NULL,
    words      text NOT NULL,
    incident   uuid REFERENCES incident,
    by         text NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK (passed = (incident IS NULL))
);
CREATE UNIQUE INDEX campaign_check_once ON campaign_check (site, week, item);
CREATE INDEX campaign_check_campaign ON campaign_check (campaign, created_at, id);
CREATE INDEX campaign_check_week ON campaign_check (campaign, week, passed);
CREATE INDEX campaign_check_incident ON campaign_check (incident) WHERE incident IS NOT NULL;

CREATE TABLE campaign_bulletin (
    id         uuid PRIMARY KEY,
    campaign   uuid NOT NULL REFERENCES campaign,
    week       text NOT NULL,
    checks     integer NOT NULL,
    failed     integer NOT NULL,
    words      text NOT NULL,
    by         text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX campaign_bulletin_once ON campaign_bulletin (campaign, week);
CREATE INDEX campaign_bulletin_created ON campaign_bulletin (campaign, created_at, id);

CREATE TABLE campaign_count (
    campaign text NOT NULL,
    figure   text NOT NULL,
    unit     text NOT NULL,
    area     text NOT NULL,
    n        bigint NOT NULL,
    PRIMARY KEY (campaign, figure, unit, area)
);
CREATE TABLE campaign_delta (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign text NOT NULL,
    figure   text NOT NULL,
    unit     text NOT NULL,
    area     text NOT NULL,
    n        smallint NOT NULL
);
CREATE INDEX campaign_delta_campaign ON campaign_delta (campaign);

-- which kinds of hazards are rewarded, and within which amounts, fen
CREATE TABLE reward_amount (
    case_type text PRIMARY KEY REFERENCES case_type (code),
    least     integer NOT NULL CHECK (least > 0),
    most      integer NOT NULL CHECK (most >= least)
);

CREATE SEQUENCE reward_number;
CREATE TABLE reward_state (state text PRIMARY KEY);
INSERT INTO reward_state (state) VALUES ('proposed'), ('approved'), ('refused'), ('claimed'), ('paid');

-- nothing here leads to who reported: the payout code is derived and never stored
CREATE TABLE reward (
    id          uuid PRIMARY KEY,
    number      text NOT NULL UNIQUE,
    incident    uuid NOT NULL REFERENCES incident,
    case_type   text NOT NULL,
    unit        text NOT NULL,
    area        text NOT NULL,
    amount      integer NOT NULL CHECK (amount > 0),
    state       text NOT NULL REFERENCES reward_state,
    proposed_by text NOT NULL,
    decided_by  text CHECK (decided_by <> proposed_by),
    paid_by     text,
    created_at  timestamptz NOT NULL,
    decided_at  timestamptz,
    claimed_at  timestamptz,
    paid_at     timestamptz,
    expires_on  date,
    version     integer NOT NULL
);
CREATE UNIQUE INDEX reward_once ON reward (incident) WHERE state <> 'refused';
CREATE INDEX reward_created ON reward (created_at, id);
CREATE INDEX reward_area ON reward (area text_pattern_ops, created_at, id);
CREATE INDEX reward_unit ON reward (unit, created_at, id);
