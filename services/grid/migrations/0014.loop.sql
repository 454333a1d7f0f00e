-- the whole loop: tiers, climbing, verification, making safe, arbitration, plans of what is hung up, parts of co-handlers

INSERT INTO incident_state (state, ended) VALUES ('arbitrating', false), ('self_handled', false), ('archived', true);

ALTER TABLE case_type ADD COLUMN tier text CHECK (tier IN ('community', 'street', 'district'));
ALTER TABLE period DROP CONSTRAINT period_stage_check;
ALTER TABLE period ADD CONSTRAINT period_stage_check CHECK (stage IN (
    'verify', 'accept', 'file', 'dispatch', 'arbitrate', 'take_up', 'make_safe', 'handle', 'check', 'close', 'whole'));

ALTER TABLE incident
    ADD COLUMN tier text NOT NULL DEFAULT 'community' CHECK (tier IN ('community', 'street', 'district')),
    ADD COLUMN climbed integer NOT NULL DEFAULT 0 CHECK (climbed >= 0),
    ADD COLUMN climbed_for text,
    ADD COLUMN climb_at timestamptz,
    ADD COLUMN outcome text CHECK (outcome IN ('fixed', 'refused', 'not_ours', 'duplicate', 'handed_over')),
    ADD COLUMN verified boolean NOT NULL DEFAULT false,
    ADD COLUMN begun_at timestamptz,
    ADD COLUMN safe_at timestamptz,
    ADD COLUMN arbitrated boolean NOT NULL DEFAULT false,
    -- units of co-handlers whose part is not over
    ADD COLUMN helpers jsonb NOT NULL DEFAULT '[]',
    -- and of those whose part is done: who did the work does not check it
    ADD COLUMN helped jsonb NOT NULL DEFAULT '[]',
    -- units that have returned it in this round: none of theirs decides who must do it
    ADD COLUMN gave_back jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN plan text NOT NULL DEFAULT '',
    ADD COLUMN review_on date,
    ADD COLUMN hung_for text,
    -- by what the desk's queue is sorted, domain/queue.py: whole centuries before those that climbed or that nobody has,
    -- so that one instant says the order: climbed, unassigned, oldest
    ADD COLUMN queue_at timestamptz NOT NULL GENERATED ALWAYS AS (
        ((created_at AT TIME ZONE 'UTC')
         - ((climbed > 0)::int * 2 + (unit IS NULL)::int) * interval '146097 days') AT TIME ZONE 'UTC') STORED;

-- what was under way or over before there were tiers and outcomes
UPDATE incident SET outcome = 'fixed' WHERE state = 'closed' AND handed_to IS NULL;
UPDATE incident SET outcome = 'handed_over' WHERE state = 'closed' AND handed_to IS NOT NULL;
UPDATE incident SET outcome = coalesce((
    SELECT CASE params ->> 'reason' WHEN 'duplicate' THEN 'duplicate' WHEN 'not_public' THEN 'not_ours'
                                    WHEN 'elsewhere' THEN 'not_ours' ELSE 'refused' END
    FROM step WHERE step.incident = incident.id AND act = 'reject' ORDER BY version DESC LIMIT 1), 'refused')
WHERE state = 'invalid';
UPDATE incident SET begun_at = changed_at
WHERE state IN ('dispatched', 'handling', 'extension_requested', 'hung', 'rework', 'handled', 'passed');
-- the danger was there before there was a clock for it: its repair goes on by the clock it has
UPDATE incident SET safe_at = changed_at WHERE urgent AND begun_at IS NOT NULL;
UPDATE incident SET tier = CASE unit.kind WHEN 'community' THEN 'community' WHEN 'street' THEN 'street' ELSE 'district' END
FROM unit WHERE unit.id = incident.unit;

CREATE INDEX incident_desk ON incident (queue_at, id)
    WHERE closed_at IS NULL
    AND state IN ('reported', 'accepted', 'filed', 'extension_requested', 'hung', 'passed', 'self_handled');
CREATE INDEX incident_climb ON incident (climb_at, id) WHERE climb_at IS NOT NULL;
CREATE INDEX incident_climbed ON incident (queue_at, id) WHERE climbed > 0 AND closed_at IS NULL;
CREATE INDEX incident_to_archive ON incident (closed_at, id) WHERE state = 'closed';
CREATE INDEX incident_leader ON incident (created_at, id)
    WHERE state IN ('extension_requested', 'arbitrating') AND closed_at IS NULL;
CREATE INDEX incident_by_state ON incident (state, created_at, id);
CREATE INDEX incident_by_kind ON incident (case_type, created_at, id) WHERE case_type IS NOT NULL;
-- queues of a street, a community and a unit, each in its own order: what a page of them costs is a page, and not all that the
-- district has open. An incident's area is a community, so incident_area has all of one
CREATE INDEX incident_street ON incident (left(area, 9), created_at, id);
CREATE INDEX incident_open_street ON incident (left(area, 9), created_at, id) WHERE closed_at IS NULL;
CREATE INDEX incident_open_community ON incident (area, created_at, id) WHERE closed_at IS NULL;
CREATE INDEX incident_desk_street ON incident (left(area, 9), queue_at, id)
    WHERE closed_at IS NULL
    AND state IN ('reported', 'accepted', 'filed', 'extension_requested', 'hung', 'passed', 'self_handled');
CREATE INDEX incident_climbed_street ON incident (left(area, 9), queue_at, id) WHERE climbed > 0 AND closed_at IS NULL;
CREATE INDEX incident_due_street ON incident (left(area, 9), due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX incident_due_unit ON incident (unit, due_at, id) WHERE due_at IS NOT NULL AND unit IS NOT NULL;
CREATE INDEX incident_tier ON incident (tier, created_at, id);
CREATE INDEX incident_outcome ON incident (outcome, created_at, id) WHERE outcome IS NOT NULL;
-- what waits for somebody comes in the order it is read in
DROP INDEX incident_handler;
CREATE INDEX incident_handler ON incident (handler, created_at, id) WHERE closed_at IS NULL AND handler IS NOT NULL;

-- who was given what of an incident: one lead at a time, and co-handlers with a clock of their own
CREATE TABLE part_state (state text PRIMARY KEY, ended boolean NOT NULL);
INSERT INTO part_state (state, ended) VALUES
    ('given', false), ('started', false), ('done', true), ('released', true), ('returned', true);

CREATE TABLE part (
    id         uuid PRIMARY KEY,
    incident   uuid NOT NULL REFERENCES incident,
    round      integer NOT NULL,
    unit       text NOT NULL,
    role       text NOT NULL CHECK (role IN ('lead', 'co')),
    state      text NOT NULL REFERENCES part_state,
    given_at   timestamptz NOT NULL,
    started_at timestamptz,
    ended_at   timestamptz,
    due_at     timestamptz,
    version    integer NOT NULL
);
CREATE INDEX part_incident ON part (incident, given_at, id);
CREATE INDEX part_unit ON part (unit, given_at, id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX part_co_once ON part (incident, unit) WHERE role = 'co' AND ended_at IS NULL;
CREATE UNIQUE INDEX part_lead_once ON part (incident) WHERE role = 'lead' AND ended_at IS NULL;

-- how many stand at which tier, ended how, climbed for what: kept as incident_count is
CREATE TABLE tier_count (
    tier        text NOT NULL,
    outcome     text NOT NULL,
    climbed_for text NOT NULL,
    unit        text NOT NULL,
    area        text NOT NULL,
    n           bigint NOT NULL,
    PRIMARY KEY (tier, outcome, climbed_for, unit, area)
);
CREATE TABLE tier_delta (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tier        text NOT NULL,
    outcome     text NOT NULL,
    climbed_for text NOT NULL,
    unit        text NOT NULL,
    area        text NOT NULL,
    n           smallint NOT NULL
);
INSERT INTO tier_count (tier, outcome, climbed_for, unit, area, n)
SELECT tier, coalesce(outcome, ''), '', coalesce(unit, ''), area, count(*) FROM incident GROUP BY 1, 2, 4, 5;
