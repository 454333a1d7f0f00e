-- teams, who stands where from when until when, who stands in for whom, and what happens when somebody leaves

-- names are of offices, never of people. tags: what a role does in the field
CREATE TABLE staff_role (
    code    text PRIMARY KEY CHECK (code ~ '^[a-z][a-z_]{0,31}$'),
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    tags    jsonb NOT NULL CHECK (jsonb_typeof(tags) = 'array')
);
INSERT INTO staff_role (code, name_zh, name_en, tags) VALUES
    ('grid_head', '网格长', 'Grid head', '["information", "mediation", "publicity"]'),
    ('grid_worker', '网格员', 'Grid worker', '["information", "patrol", "mediation", "errands", "publicity"]'),
    ('assigned_cadre', '包保干部', 'Assigned cadre', '["information", "service"]'),
    ('district_inspector', '区级督查员', 'District inspector', '["information", "safety"]'),
    ('street_supervisor', '街道督导员', 'Street supervisor', '["information", "safety"]'),
    ('community_police', '社区民警', 'Community police officer', '["safety", "mediation"]'),
    ('mediator', '调解员', 'Mediator', '["mediation"]'),
    ('safety_officer', '安全员', 'Safety officer', '["safety", "patrol"]'),
    ('instructor', '指导员', 'Instructor', '["publicity", "service"]'),
    ('team_member', '服务团队成员', 'Member of the service team', '["service"]'),
    ('group_head', '小组长', 'Group head', '["information", "patrol", "mediation", "errands", "publicity"]'),
    ('building_head', '楼栋长', 'Building head', '["information", "patrol", "mediation", "errands", "publicity"]'),
    ('volunteer', '志愿者', 'Volunteer', '["patrol", "service"]');

-- source: what ships with the product, or 'tenant'
CREATE TABLE team (
    code    text PRIMARY KEY CHECK (code ~ '^[a-z0-9][a-z0-9_]{0,31}$'),
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    source  text NOT NULL CHECK (source <> '')
);
INSERT INTO team (code, name_zh, name_en, source) VALUES
    ('one_two_n', '1+2+N', '1+2+N', 'domain 0-30'),
    ('one_one_one_n', '1+1+1+N', '1+1+1+N', 'domain 1-17'),
    ('one_head_one_worker', '一格一长一员一团队', 'One grid, one head, one worker, one team', 'domain 4-7'),
    ('four_n', '4+N', '4+N', 'domain 4-7'),
    ('one_worker', '一格一员', 'One grid, one worker', 'domain 1-17'),
    ('one_head', '一格一长', 'One grid, one head', 'domain 3-4');

-- level: 'grid', or the level of the area a role stands on. most: NULL for as many as there are
CREATE TABLE team_seat (
    team        text NOT NULL REFERENCES team,
    role        text NOT NULL REFERENCES staff_role,
    level       text NOT NULL CHECK (level <> ''),
    least       integer NOT NULL CHECK (least >= 0),
    most        integer CHECK (most >= least AND most > 0),
    employments jsonb NOT NULL CHECK (jsonb_typeof(employments) = 'array'),
    PRIMARY KEY (team, role, level)
);
INSERT INTO team_seat (team, role, level, least, most, employments) VALUES
    ('one_two_n', 'grid_head', 'grid', 1, 1, '["full_time", "professional", "part_time"]'),
    ('one_two_n', 'grid_worker', 'grid', 1, 1, '["full_time", "professional"]'),
    ('one_two_n', 'assigned_cadre', 'grid', 1, 1, '["professional", "part_time"]'),
    ('one_two_n', 'volunteer', 'grid', 0, NULL, '["part_time"]'),
    ('one_two_n', 'community_police', 'grid', 0, 1, '["professional"]'),
    ('one_two_n', 'building_head', 'building', 0, 1, '["part_time"]'),
    ('one_one_one_n', 'district_inspector', 'grid', 1, 1, '["professional"]'),
    ('one_one_one_n', 'street_supervisor', 'grid', 1, 1, '["professional"]'),
    ('one_one_one_n', 'grid_worker', 'grid', 1, 1, '["full_time"]'),
    ('one_one_one_n', 'volunteer', 'grid', 0, NULL, '["part_time"]'),
    ('one_one_one_n', 'building_head', 'building', 0, 1, '["part_time"]'),
    ('one_one_one_n', 'group_head', 'group', 0, 1, '["part_time"]'),
    ('one_head_one_worker', 'grid_head', 'grid', 1, 1, '["full_time", "professional", "part_time"]'),
    ('one_head_one_worker', 'grid_worker', 'grid', 1, 1, '["full_time", "part_time"]'),
    ('one_head_one_worker', 'team_member', 'grid', 1, NULL, '["professional", "part_time"]'),
    ('four_n', 'instructor', 'grid', 1, 1, '["professional", "part_time"]'),
    ('four_n', 'community_police', 'grid', 1, 1, '["professional"]'),
    ('four_n', 'mediator', 'grid', 1, 1, '["professional", "part_time"]'),
    ('four_n', 'safety_officer', 'grid', 1, 1, '["professional", "part_time"]'),
    ('four_n', 'volunteer', 'grid', 0, NULL, '["part_time"]'),
    ('one_worker', 'grid_worker', 'grid', 1, 1, '["full_time", "part_time"]'),
    ('one_worker', 'volunteer', 'grid', 0, NULL, '["part_time"]'),
    ('one_worker', 'building_head', 'building', 0, 1, '["part_time"]'),
    ('one_head', 'grid_head', 'grid', 1, 1, '["full_time", "professional", "part_time"]');

-- which teams the grids of one kind have in one area, from a day on; a narrower area's own choice replaces a wider one's
CREATE TABLE team_choice (
    id          uuid PRIMARY KEY,
    area        text NOT NULL REFERENCES area,
    kind        text NOT NULL CHECK (kind IN ('unit', 'base', 'special', 'duty')),
    team        text NOT NULL REFERENCES team,
    valid_from  date NOT NULL,
    valid_until date CHECK (valid_until >= valid_from)
);
CREATE INDEX team_choice_area ON team_choice (area, kind, valid_from);

-- who stands where; the account lives with the gateway. place: code of a grid, or of an area. area: where the place lies,
-- never below a community. valid_until: first day they no longer stand there; equal to valid_from: they never did
CREATE TABLE staff_post (
    id          uuid PRIMARY KEY,
    account     text NOT NULL CHECK (account ~ '^[0-9a-f-]{36}$'),
    role        text NOT NULL REFERENCES staff_role,
    place       text NOT NULL CHECK (place <> ''),
    area        text NOT NULL CHECK (area ~ '^[1-9][0-9]{11}$'),
    grid        text,
    employment  text NOT NULL CHECK (employment IN ('full_time', 'professional', 'part_time')),
    valid_from  date NOT NULL,
    valid_until date CHECK (valid_until >= valid_from),
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    origin      text NOT NULL CHECK (origin IN ('appointed', 'transferred', 'loaded')),
    ending      text CHECK (ending IN ('ended', 'transferred', 'left'))
);
CREATE INDEX staff_post_place ON staff_post (place, role, valid_from);
CREATE INDEX staff_post_account ON staff_post (account, created_at, id);
CREATE INDEX staff_post_area ON staff_post (area text_pattern_ops, valid_from) INCLUDE (valid_until, place, role, account);
CREATE INDEX staff_post_until ON staff_post (valid_until, area) WHERE valid_until IS NOT NULL;
CREATE INDEX staff_post_roster ON staff_post (place, created_at, id);

-- what was loaded before stands on: the table `post` stays, for the previous code still reads and writes it
INSERT INTO staff_post (id, account, role, place, area, grid, employment, valid_from, origin)
SELECT gen_random_uuid(), post.account::text, CASE post.duty WHEN 'head' THEN 'grid_head' ELSE 'grid_worker' END,
       post.grid, grid.community, post.grid, 'part_time', grid.valid_from, 'loaded'
FROM post JOIN grid ON grid.code = post.grid;

-- somebody takes the place of the holder of a post for a period
CREATE TABLE stand_in (
    id          uuid PRIMARY KEY,
    post        uuid NOT NULL REFERENCES staff_post,
    account     text NOT NULL CHECK (account ~ '^[0-9a-f-]{36}$'),
    area        text NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_until >= valid_from),
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL
);
CREATE INDEX stand_in_post ON stand_in (post, valid_from);
CREATE INDEX stand_in_account ON stand_in (account, valid_from);

-- somebody leaves on a day: then posts end and open work is handed over; until then it may be withdrawn
CREATE TABLE staff_leave_state (
    state text PRIMARY KEY
);
INSERT INTO staff_leave_state (state) VALUES ('planned'), ('done'), ('withdrawn');

CREATE TABLE staff_leave (
    id         uuid PRIMARY KEY,
    account    text NOT NULL CHECK (account ~ '^[0-9a-f-]{36}$'),
    area       text NOT NULL,
    leave_on   date NOT NULL,
    reason     text NOT NULL CHECK (reason IN ('resigned', 'retired', 'reassigned', 'term_ended', 'unfit', 'other')),
    successors jsonb NOT NULL CHECK (jsonb_typeof(successors) = 'array'),
    state      text NOT NULL REFERENCES staff_leave_state,
    version    integer NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX staff_leave_account ON staff_leave (account) WHERE state = 'done';
CREATE UNIQUE INDEX staff_leave_once ON staff_leave (account) WHERE state = 'planned';
CREATE INDEX staff_leave_due ON staff_leave (leave_on, id) WHERE state = 'planned';

-- what moved when somebody left; heir: NULL = back to the desk's queue
CREATE TABLE staff_moved (
    leave   uuid NOT NULL REFERENCES staff_leave,
    kind    text NOT NULL CHECK (kind <> ''),
    subject uuid NOT NULL,
    place   text NOT NULL,
    heir    text,
    PRIMARY KEY (leave, kind, subject)
);

-- skills of the all-round worker (全岗通). needed: an all-round worker holds every needed one
CREATE TABLE skill (
    code    text PRIMARY KEY CHECK (code ~ '^[a-z][a-z_]{0,31}$'),
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    needed  boolean NOT NULL
);
INSERT INTO skill (code, name_zh, name_en, needed) VALUES
    ('reception', '窗口接待', 'Front desk', true),
    ('civil_affairs', '民政事务', 'Civil affairs', true),
    ('social_security', '社会保障', 'Social security', true),
    ('housing', '住房保障', 'Housing', true),
    ('mediation', '人民调解', 'Mediation', true),
    ('safety', '安全巡查', 'Safety patrol', true),
    ('data_entry', '系统操作', 'Use of the system', true),
    ('first_aid', '应急救护', 'First aid', false);

CREATE TABLE staff_skill (
    id          uuid PRIMARY KEY,
    account     text NOT NULL CHECK (account ~ '^[0-9a-f-]{36}$'),
    skill       text NOT NULL REFERENCES skill,
    area        text NOT NULL,
    valid_from  date NOT NULL,
    valid_until date CHECK (valid_until >= valid_from),
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL
);
CREATE INDEX staff_skill_account ON staff_skill (account, skill, valid_from);

-- one row; grows with each change of posts, so that every process knows when to read anew who stands where
CREATE TABLE staff_version (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
INSERT INTO staff_version (version) VALUES (0);

-- what somebody has open when they leave
CREATE INDEX incident_handler ON incident (handler, id) WHERE closed_at IS NULL AND handler IS NOT NULL;
