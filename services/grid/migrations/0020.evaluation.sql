-- what evaluation counts, how it is summed up, and what search looks into

-- one row for each thing that is counted once in a round of an incident. day: the local date under which it is counted,
-- the due date where there is a limit. marks: the measures it counts for on that day. late: the measure of what is or was
-- not done in time, '' for none; done_on: when it was done then, infinity while it is not; else the day itself
CREATE TABLE measure (
    incident  uuid NOT NULL,
    round     integer NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('report', 'verify', 'file', 'dispatch', 'dispose', 'check', 'close', 'end')),
    area      text NOT NULL,
    unit      text NOT NULL,
    post      text NOT NULL,
    case_type text NOT NULL,
    day       date NOT NULL,
    done_on   date NOT NULL CHECK (done_on >= day),
    marks     text[] NOT NULL,
    late      text NOT NULL,
    PRIMARY KEY (incident, round, kind)
);
CREATE INDEX measure_day ON measure (kind, day, incident, round);
CREATE INDEX measure_unit ON measure (kind, unit, day, incident, round) WHERE unit <> '';
CREATE INDEX measure_post ON measure (kind, post, day, incident, round) WHERE post <> '';
CREATE INDEX measure_area ON measure (kind, area, day, incident, round);
-- what is not disposed, community by community: few at any time
CREATE INDEX measure_left ON measure (area, done_on) WHERE late = 'dispose_late';
-- what is not done, and what was done late; of that, and of what was reported, what took more than some days: so that what is left
-- at the end of a period is found among few
CREATE INDEX measure_late ON measure (kind, day, incident, round) INCLUDE (done_on) WHERE late IN ('dispose_late', 'close_late');
CREATE INDEX measure_long ON measure (kind, day, incident, round) INCLUDE (done_on) WHERE done_on > day + 7;

-- changes of figures, appended by each act and folded later, as incident_delta is
CREATE TABLE measure_delta (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure   text NOT NULL,
    area      text NOT NULL,
    unit      text NOT NULL,
    post      text NOT NULL,
    case_type text NOT NULL,
    day       date NOT NULL,
    done_on   date NOT NULL,
    paired    boolean NOT NULL,
    n         integer NOT NULL
);

-- figures, a column for each name of domain/evaluation/measure.py. within: the first 6, 9 or 12 digits of the area. unit, post,
-- case_type: '*' for all, at most one of them given; of a community (12 digits) by post only: by unit or by kind its matters are
-- few, and are counted in `measure` when asked for. lane: 0 of marks, counted under one day; for each late measure one by how
-- long it took, and one of what is not done, kept under its day; of what is left one by blocks of days too, as
-- domain/evaluation/lane.py has it. Counts are in no index, so that most changes stay on their page; those of
-- what is late come first, as most rows are of them and are read no further
CREATE TABLE measure_count (
    within    text COLLATE "C" NOT NULL,
    unit      text COLLATE "C" NOT NULL,
    post      text COLLATE "C" NOT NULL,
    case_type text COLLATE "C" NOT NULL,
    lane      smallint NOT NULL CHECK (lane >= 0),
    done_on   date NOT NULL,
    day       date NOT NULL,
    report_late integer NOT NULL DEFAULT 0,
    dispose_late integer NOT NULL DEFAULT 0,
    close_late integer NOT NULL DEFAULT 0,
    reported integer NOT NULL DEFAULT 0,
    valid integer NOT NULL DEFAULT 0,
    should_verify integer NOT NULL DEFAULT 0,
    ontime_verified integer NOT NULL DEFAULT 0,
    filed integer NOT NULL DEFAULT 0,
    ontime_filed integer NOT NULL DEFAULT 0,
    accurate_filed integer NOT NULL DEFAULT 0,
    should_dispatch integer NOT NULL DEFAULT 0,
    ontime_dispatched integer NOT NULL DEFAULT 0,
    accurate_dispatched integer NOT NULL DEFAULT 0,
    should_dispose integer NOT NULL DEFAULT 0,
    ontime_disposed integer NOT NULL DEFAULT 0,
    extended integer NOT NULL DEFAULT 0,
    should_check integer NOT NULL DEFAULT 0,
    ontime_checked integer NOT NULL DEFAULT 0,
    should_close integer NOT NULL DEFAULT 0,
    ontime_closed integer NOT NULL DEFAULT 0,
    rework integer NOT NULL DEFAULT 0,
    ended integer NOT NULL DEFAULT 0,
    ended_fixed integer NOT NULL DEFAULT 0,
    ended_refused integer NOT NULL DEFAULT 0,
    ended_not_ours integer NOT NULL DEFAULT 0,
    ended_duplicate integer NOT NULL DEFAULT 0,
    ended_handed_over integer NOT NULL DEFAULT 0,
    closed_community integer NOT NULL DEFAULT 0,
    closed_street integer NOT NULL DEFAULT 0,
    closed_district integer NOT NULL DEFAULT 0,
    PRIMARY KEY (within, unit, post, case_type, lane, done_on, day)
) WITH (fillfactor = 80);
-- the same by months: each day and done_on is the first of its month, and lanes are those of such days. Periods of whole months
-- are read from it, and of a large district as few rows of it as of a small one
CREATE TABLE measure_month (LIKE measure_count INCLUDING ALL) WITH (fillfactor = 80);

-- incidents that measures and search may not follow yet: each act leaves a row, follow_stale takes it. words: their address,
-- description or area may be others too
CREATE TABLE stale (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident uuid NOT NULL,
    words    boolean NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- each new version of an incident leaves its row, whoever writes it: also the code that served before this did
CREATE FUNCTION stale_incident() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO stale (incident, words) VALUES (
        NEW.id,
        TG_OP = 'INSERT' OR (OLD.address, OLD.description, OLD.area) IS DISTINCT FROM (NEW.address, NEW.description, NEW.area));
    RETURN NULL;
END
$$;
CREATE TRIGGER stale_fresh AFTER INSERT ON incident FOR EACH ROW EXECUTE FUNCTION stale_incident();
CREATE TRIGGER stale_changed AFTER UPDATE ON incident FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION stale_incident();

-- what could not be followed and why, kept apart so that it holds nobody else up; tried again with the incident's next act, and
-- now and then
CREATE TABLE stale_failed (
    incident uuid PRIMARY KEY,
    words    boolean NOT NULL,
    problem  text NOT NULL
);

-- Brings the rows of `measure` in line with incidents, their clocks and threads as they stand in this transaction, and appends
-- what that changes. It looks at what is and not at what was done, so doing it twice changes nothing the second time. One at a
-- time: two at once would both append what they find new. No row of `incident` is waited for, so nobody waits in a circle.
CREATE FUNCTION follow_measures(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.follow_measures', 0));
    WITH one AS (
        SELECT id, round, area, coalesce(unit, '') AS unit, coalesce(grid, '') AS post, coalesce(case_type, '') AS case_type,
               state, outcome, tier, created_at, closed_at, begun_at, extended, returned,
               (created_at AT TIME ZONE 'Asia/Shanghai')::date AS created_on,
               (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS closed_on,
               coalesce(outcome, 'fixed') = 'fixed' AND state NOT IN ('invalid', 'handed_over') AS stands
        FROM incident WHERE id = ANY (ids)
    ), clock AS (
        SELECT DISTINCT ON (one.id, of.kind) one.*, of.kind, clock.started_at, clock.stopped_at, clock.due_at,
               (clock.due_at AT TIME ZONE 'Asia/Shanghai')::date AS due_on,
               (clock.stopped_at AT TIME ZONE 'Asia/Shanghai')::date AS stopped_on,
               coalesce(clock.stopped_at <= clock.due_at, false) AS ontime
        FROM one
        JOIN obligation AS clock ON clock.subject = one.id::text AND clock.round = one.round AND clock.kind = 'incident'
        JOIN (VALUES ('verify', 'verify'), ('file', 'file'), ('dispatch', 'dispatch'), ('make_safe', 'dispose'),
                     ('handle', 'dispose'), ('check', 'check'), ('whole', 'close')) AS of (stage, kind) ON of.stage = clock.stage
        ORDER BY one.id, of.kind, clock.started_at DESC, clock.stopped_at DESC NULLS FIRST, clock.id DESC
    ), wanted AS (
        SELECT id, 1 AS round, 'report' AS kind, area, unit, post, case_type, created_on AS day,
               greatest(coalesce(closed_on, 'infinity'), created_on) AS done_on,
               CASE WHEN state IN ('reported', 'verifying', 'invalid') THEN ARRAY['reported'] ELSE ARRAY['reported', 'valid'] END AS marks,
               'report_late' AS late
        FROM one
        UNION ALL
        SELECT id, round, kind, area, '', post, case_type, due_on, due_on,
               CASE WHEN ontime THEN ARRAY['should_verify', 'ontime_verified'] ELSE ARRAY['should_verify'] END, ''
        FROM clock WHERE kind = 'verify' AND due_on IS NOT NULL
        UNION ALL
        SELECT whole.id, whole.round, 'file', whole.area, '', whole.post, whole.case_type,
               (whole.started_at AT TIME ZONE 'Asia/Shanghai')::date, (whole.started_at AT TIME ZONE 'Asia/Shanghai')::date,
               ARRAY['filed'] || CASE WHEN coalesce(file.ontime, true) THEN ARRAY['ontime_filed'] ELSE '{}' END
                              || CASE WHEN whole.stands THEN ARRAY['accurate_filed'] ELSE '{}' END, ''
        FROM clock AS whole LEFT JOIN clock AS file ON file.id = whole.id AND file.kind = 'file'
        -- what was joined to another before it was filed has a clock of its answer too
        WHERE whole.kind = 'close' AND EXISTS (
            SELECT FROM step WHERE step.incident = whole.id AND step.round = whole.round
            AND (step.act = 'file' OR step.act = 'report' AND step.params ->> 'state' <> 'reported'))
        UNION ALL
        SELECT id, round, kind, area, '', post, case_type, due_on, due_on,
               ARRAY['should_dispatch'] || CASE WHEN ontime THEN ARRAY['ontime_dispatched'] ELSE '{}' END
                   || CASE WHEN stopped_at IS NOT NULL AND returned = 0 THEN ARRAY['accurate_dispatched'] ELSE '{}' END, ''
        FROM clock
        WHERE kind = 'dispatch' AND due_on IS NOT NULL AND stands AND (stopped_at IS NULL OR begun_at IS NOT NULL)
        UNION ALL
        SELECT id, round, kind, area, unit, post, case_type, due_on,
               CASE WHEN ontime THEN due_on ELSE coalesce(stopped_on, 'infinity') END,
               ARRAY['should_dispose'] || CASE WHEN ontime THEN ARRAY['ontime_disposed'] ELSE '{}' END
                   || CASE WHEN extended > 0 THEN ARRAY['extended'] ELSE '{}' END,
               CASE WHEN ontime THEN '' ELSE 'dispose_late' END
        FROM clock
        WHERE kind = 'dispose' AND due_on IS NOT NULL AND stands
          AND (stopped_at IS NULL OR state IN ('handled', 'self_handled', 'passed', 'closed', 'archived'))
        UNION ALL
        SELECT id, round, kind, area, '', post, case_type, due_on, due_on,
               CASE WHEN ontime THEN ARRAY['should_check', 'ontime_checked'] ELSE ARRAY['should_check'] END, ''
        FROM clock WHERE kind = 'check' AND due_on IS NOT NULL AND stands
        UNION ALL
        SELECT id, round, kind, area, unit, post, case_type, due_on,
               CASE WHEN ontime THEN due_on ELSE coalesce(stopped_on, 'infinity') END,
               ARRAY['should_close'] || CASE WHEN ontime THEN ARRAY['ontime_closed'] ELSE '{}' END
                   || CASE WHEN EXISTS (SELECT FROM step WHERE step.incident = clock.id AND step.round = clock.round
                                        AND step.act = 'fail') THEN ARRAY['rework'] ELSE '{}' END,
               CASE WHEN ontime THEN '' ELSE 'close_late' END
        FROM clock
        WHERE kind = 'close' AND due_on IS NOT NULL AND stands AND (stopped_at IS NULL OR state IN ('closed', 'archived'))
        UNION ALL
        SELECT id, round, 'end', area, unit, post, case_type, closed_on, closed_on,
               ARRAY['ended', 'ended_' || outcome] || CASE WHEN outcome = 'fixed' THEN ARRAY['closed_' || tier] ELSE '{}' END, ''
        FROM one WHERE closed_at IS NOT NULL AND outcome IS NOT NULL
    ), was AS (
        SELECT measure.* FROM measure JOIN one ON one.id = measure.incident
        WHERE measure.round = one.round OR measure.kind = 'report'
    ), changed AS (
        SELECT coalesce(wanted.id, was.incident) AS incident, coalesce(wanted.round, was.round) AS round,
               coalesce(wanted.kind, was.kind) AS kind, wanted.id IS NULL AS gone, was.incident IS NULL AS fresh,
               wanted.area, wanted.unit, wanted.post, wanted.case_type, wanted.day, wanted.done_on, wanted.marks, wanted.late,
               was.area AS was_area, was.unit AS was_unit, was.post AS was_post, was.case_type AS was_case_type,
               was.day AS was_day, was.done_on AS was_done_on, was.marks AS was_marks, was.late AS was_late
        FROM wanted FULL JOIN was ON was.incident = wanted.id AND was.round = wanted.round AND was.kind = wanted.kind
        WHERE (wanted.area, wanted.unit, wanted.post, wanted.case_type, wanted.day, wanted.done_on, wanted.marks, wanted.late)
              IS DISTINCT FROM
              (was.area, was.unit, was.post, was.case_type, was.day, was.done_on, was.marks, was.late)
    ), removed AS (
        DELETE FROM measure USING changed
        WHERE changed.gone AND measure.incident = changed.incident AND measure.round = changed.round
          AND measure.kind = changed.kind
    ), kept AS (
        INSERT INTO measure (incident, round, kind, area, unit, post, case_type, day, done_on, marks, late)
        SELECT incident, round, kind, area, unit, post, case_type, day, done_on, marks, late FROM changed WHERE NOT gone
        ON CONFLICT (incident, round, kind) DO UPDATE
        SET area = excluded.area, unit = excluded.unit, post = excluded.post, case_type = excluded.case_type,
            day = excluded.day, done_on = excluded.done_on, marks = excluded.marks, late = excluded.late
    ), cell AS (
        SELECT unnest(marks) AS measure, area, unit, post, case_type, day, day AS done_on, false AS paired, 1 AS n
        FROM changed WHERE NOT gone
        UNION ALL
        SELECT late, area, unit, post, case_type, day, done_on, true, 1 FROM changed WHERE NOT gone AND late <> ''
        UNION ALL
        SELECT unnest(was_marks), was_area, was_unit, was_post, was_case_type, was_day, was_day, false, -1
        FROM changed WHERE NOT fresh
        UNION ALL
        SELECT was_late, was_area, was_unit, was_post, was_case_type, was_day, was_done_on, true, -1
        FROM changed WHERE NOT fresh AND was_late <> ''
    )
    INSERT INTO measure_delta (measure, area, unit, post, case_type, day, done_on, paired, n)
    SELECT measure, area, unit, post, case_type, day, done_on, paired, sum(n) FROM cell
    GROUP BY measure, area, unit, post, case_type, day, done_on, paired HAVING sum(n) <> 0;
END
$$;

-- what search looks into: pairs of neighbouring characters of a text, each alone and together with the block of rows it
-- stands in, so that of a frequent pair the newest are found without reading all
CREATE SEQUENCE incident_search_no;
CREATE TABLE incident_search (
    no       bigint PRIMARY KEY DEFAULT nextval('incident_search_no'),
    incident uuid NOT NULL,
    keys     text[] NOT NULL,
    CONSTRAINT incident_search_once UNIQUE (incident)
);

-- Numbers of matters and of houses have few pairs, each found nearly everywhere. So there is also what begins with two digits by
-- three, digits by four, and a whole run of digits, as it is known by what follows, with the two characters before it.
CREATE FUNCTION search_pairs(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT part), '{}')
    FROM (SELECT substr(low, n, 2) AS part FROM lower(words) AS low, generate_series(1, length(low) - 1) AS n
          UNION ALL
          SELECT substr(low, n, size) FROM lower(words) AS low, generate_series(1, length(low) - 2) AS n,
          LATERAL (VALUES (3, '^[0-9]{2}.'), (4, '^[0-9]{4}')) AS of (size, form) WHERE substr(low, n, size) ~ form
          UNION ALL
          SELECT run[1] FROM regexp_matches(lower(words), '([^0-9\s]{2}[0-9]+)(?=[^0-9\s])', 'g') AS run
         ) AS found
    WHERE part !~ '\s'
$$;

-- a key with its block has a blank in it, which no part of a text has
CREATE FUNCTION search_keys(words text, area text, no bigint) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(one) || array_agg(one || ' ' || (no / 4096))
    FROM unnest(search_pairs(words) || ARRAY['@' || left(area, 9), '@' || left(area, 12)]) AS one
$$;

CREATE INDEX incident_search_keys ON incident_search USING gin (keys) WITH (gin_pending_list_limit = 256);

CREATE FUNCTION incident_words(one incident) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\n', split_part(one.number, '-', 3), one.address, one.description)
$$;

-- lets incidents be found by their words as they stand in this transaction, the latest registered first
CREATE FUNCTION follow_words(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE incident_search AS found SET keys = coalesce(search_keys(incident_words(one), one.area, found.no), '{}')
    FROM incident AS one WHERE one.id = found.incident AND one.id = ANY (ids);
    INSERT INTO incident_search (no, incident, keys)
    SELECT no, id, coalesce(search_keys(words, area, no), '{}') FROM (
        SELECT nextval('incident_search_no') AS no, id, area, words FROM (
            SELECT id, area, incident_words(one) AS words FROM incident AS one
            WHERE id = ANY (ids) AND NOT EXISTS (SELECT FROM incident_search AS found WHERE found.incident = one.id)
            ORDER BY created_at, id) AS fresh) AS numbered;
END
$$;

-- Follows incidents, `worded` those of them whose words may have changed. One that fails is found by halving and set aside with
-- its error; what says nothing of an incident (a deadlock, no memory) fails all of it, and all of it is followed later.
CREATE FUNCTION follow_some(ids uuid[], worded uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    many integer := cardinality(ids);
BEGIN
    PERFORM follow_measures(ids);
    IF ids && worded THEN
        PERFORM follow_words(ARRAY(SELECT unnest(ids) INTERSECT SELECT unnest(worded)));
    END IF;
    DELETE FROM stale_failed WHERE incident = ANY (ids);
EXCEPTION
    WHEN transaction_rollback OR object_not_in_prerequisite_state OR insufficient_resources OR operator_intervention
        OR system_error THEN
        RAISE;
    WHEN OTHERS THEN
        IF many > 1 THEN
            PERFORM follow_some(ids[:many / 2], worded);
            PERFORM follow_some(ids[many / 2 + 1:], worded);
        ELSE
            INSERT INTO stale_failed AS known (incident, words, problem) VALUES (ids[1], ids && worded, SQLSTATE || ' ' || SQLERRM)
            ON CONFLICT (incident) DO UPDATE SET words = known.words OR excluded.words, problem = excluded.problem;
        END IF;
END
$$;

-- Takes up to `most` rows of `stale` and follows their incidents; gives how many rows. Waits for who does the same, so that all
-- that was committed before the call is followed after it. No row is missed: none is taken that is not seen, and the act that
-- left it is seen with it.
CREATE FUNCTION follow_stale(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    taken integer;
    changed uuid[];
    worded uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.follow_measures', 0));
    WITH one AS (
        DELETE FROM stale WHERE id IN (SELECT id FROM stale ORDER BY id LIMIT most) RETURNING incident, words
    )
    SELECT count(*), array_agg(DISTINCT incident), coalesce(array_agg(DISTINCT incident) FILTER (WHERE words), '{}')
    INTO taken, changed, worded FROM one;
    IF changed IS NOT NULL THEN
        PERFORM follow_some(changed, worded || ARRAY(SELECT incident FROM stale_failed WHERE incident = ANY (changed) AND words));
    END IF;
    RETURN taken;
END
$$;

-- what was there before is followed in the background, however much it is
INSERT INTO stale (incident, words) SELECT id, true FROM incident ORDER BY created_at, id;
