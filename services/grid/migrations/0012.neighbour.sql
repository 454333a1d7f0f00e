-- who else is in the neighbourhood: units, what they and the community need, have and do together, and who gives help

CREATE TABLE member_kind (
    code    text PRIMARY KEY,
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> '')
);
INSERT INTO member_kind (code, name_zh, name_en) VALUES
    ('agency', '机关', 'Public agency'), ('institution', '事业单位', 'Public institution'),
    ('state_enterprise', '国有企业', 'State enterprise'), ('private_enterprise', '非公企业', 'Private enterprise'),
    ('school', '学校', 'School'), ('hospital', '医院', 'Hospital'), ('association', '社会组织', 'Social organisation');

-- the roster of units that stay in a community (驻区单位): no members, no files of a Party
CREATE TABLE member_unit (
    id         uuid PRIMARY KEY,
    area       text NOT NULL REFERENCES area,
    name       text NOT NULL CHECK (name <> ''),
    kind       text NOT NULL REFERENCES member_kind,
    state      text NOT NULL CHECK (state IN ('active', 'ended')),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL CHECK (version > 0)
);
CREATE INDEX member_unit_area ON member_unit (area text_pattern_ops, created_at, id);

CREATE TABLE project_state (
    state text PRIMARY KEY,
    ended boolean NOT NULL
);
INSERT INTO project_state (state, ended) VALUES
    ('proposed', false), ('agreed', false), ('doing', false), ('done', true), ('dropped', true);

-- three lists (需求、资源、项目清单); what a project meets and uses stands in the other two
CREATE TABLE co_project (
    id         uuid PRIMARY KEY,
    area       text NOT NULL REFERENCES area,
    list       text NOT NULL CHECK (list IN ('need', 'resource', 'project')),
    title      text NOT NULL CHECK (title <> ''),
    member     uuid REFERENCES member_unit,
    -- the unit that answers for it
    owner      text REFERENCES unit,
    due_on     date,
    need       uuid REFERENCES co_project,
    resource   uuid REFERENCES co_project,
    state      text NOT NULL REFERENCES project_state,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    CHECK (list = 'project' OR (need IS NULL AND resource IS NULL)),
    CHECK (state IN ('proposed', 'dropped') OR (owner IS NOT NULL AND due_on IS NOT NULL))
);
CREATE INDEX co_project_area ON co_project (area text_pattern_ops, created_at, id);
CREATE INDEX co_project_list ON co_project (list, created_at, id);

CREATE TABLE help_kind (
    code    text PRIMARY KEY,
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> '')
);
INSERT INTO help_kind (code, name_zh, name_en) VALUES
    ('meals', '助餐', 'Meals'), ('errands', '代办跑腿', 'Errands'), ('repairs', '便民维修', 'Small repairs'),
    ('company', '陪伴探访', 'Company and visits'), ('tutoring', '课后托管', 'After-school care'),
    ('advice', '咨询辅导', 'Advice'), ('training', '技能培训', 'Training'), ('events', '文体活动', 'Events'),
    ('donation', '物资捐助', 'Donated goods');

-- who gives help: social organisations, social-work stations, volunteers' teams, charity
CREATE TABLE provider (
    id         uuid PRIMARY KEY,
    -- the ground it serves
    area       text NOT NULL REFERENCES area,
    name       text NOT NULL CHECK (name <> ''),
    kind       text NOT NULL CHECK (kind IN ('social_organisation', 'social_work_station', 'volunteer_team', 'charity')),
    helps      jsonb NOT NULL CHECK (jsonb_typeof(helps) = 'array'),
    -- how much it can take on at a time
    capacity   integer NOT NULL CHECK (capacity >= 0),
    state      text NOT NULL CHECK (state IN ('active', 'ended')),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL CHECK (version > 0)
);
CREATE INDEX provider_area ON provider (area text_pattern_ops, created_at, id);
CREATE INDEX provider_helps ON provider USING gin (helps) WHERE state = 'active';

CREATE TABLE need_state (
    state text PRIMARY KEY,
    ended boolean NOT NULL
);
INSERT INTO need_state (state, ended) VALUES ('open', false), ('met', false), ('served', true), ('withdrawn', true);

-- what a community needs: a kind, how much and when; nobody who needs it
CREATE TABLE help_need (
    id         uuid PRIMARY KEY,
    area       text NOT NULL REFERENCES area,
    kind       text NOT NULL REFERENCES help_kind,
    quantity   integer NOT NULL CHECK (quantity > 0),
    -- taken on so far
    matched    integer NOT NULL CHECK (matched BETWEEN 0 AND quantity),
    from_on    date NOT NULL,
    -- first day on which it is needed no more
    until_on   date NOT NULL CHECK (until_on > from_on),
    state      text NOT NULL REFERENCES need_state,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL CHECK (version > 0)
);
CREATE INDEX help_need_area ON help_need (area text_pattern_ops, created_at, id);

CREATE TABLE help_match (
    need     uuid NOT NULL REFERENCES help_need,
    provider uuid NOT NULL REFERENCES provider,
    quantity integer NOT NULL CHECK (quantity > 0),
    at       timestamptz NOT NULL,
    CONSTRAINT help_match_once PRIMARY KEY (need, provider)
);
CREATE INDEX help_match_provider ON help_match (provider);
