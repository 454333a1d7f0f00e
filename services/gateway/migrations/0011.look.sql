-- who saw which records: a row for each call that showed some, only added, a partition for each month of Shanghai

-- account, role, unit, area: of whoever looked, as they stood then. ids: of the records shown. trace: of the request
CREATE TABLE look (
    id      uuid NOT NULL,
    at      timestamptz NOT NULL,
    account uuid NOT NULL,
    role    text NOT NULL,
    unit    text,
    area    text NOT NULL,
    act     text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('read', 'list', 'export', 'unmasked', 'act')),
    kind    text NOT NULL CHECK (kind IN ('incident', 'petition', 'dispute', 'intake')),
    ids     uuid[] NOT NULL CHECK (cardinality(ids) > 0),
    trace   uuid
) PARTITION BY RANGE (at);

-- what one account saw, in order; also makes a row that is sent twice one row
CREATE UNIQUE INDEX look_account ON look (account, at, id);
-- who looked at one record; what has been added lately is kept beside the index, and searched through, up to this many kB
CREATE INDEX look_ids ON look USING gin (ids) WITH (fastupdate = on, gin_pending_list_limit = 256);

CREATE FUNCTION look_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was looked at is only added';
END $$;
CREATE TRIGGER look_only_added BEFORE UPDATE OR DELETE ON look FOR EACH ROW EXECUTE FUNCTION look_only_added();

-- The service's role owns nothing, so it can neither make nor drop a table: these two do so, within these bounds.

CREATE FUNCTION look_month(month date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'look_' || to_char(month, 'YYYYMM')
$$;

-- makes the partitions of this month and of so many after it, and gives how many were not there yet
CREATE FUNCTION look_ahead(months integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai');
    month date;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('look_ahead'));
    FOR step IN 0 .. least(months, 12) LOOP
        month := first + make_interval(months => step);
        CONTINUE WHEN to_regclass(look_month(month)) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF look FOR VALUES FROM (%L) TO (%L)', look_month(month),
            month::timestamp AT TIME ZONE 'Asia/Shanghai',
            (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- drops the partitions that end at or before an instant, none younger than six months, and gives how many
CREATE FUNCTION look_sweep(before timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    bound date := date_trunc('month', least(before, now() - interval '6 months') AT TIME ZONE 'Asia/Shanghai');
    part text;
    dropped integer := 0;
BEGIN
    FOR part IN
        SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'look'::regclass AND c.relname ~ '^look_[0-9]{6}$' AND c.relname < look_month(bound)
        ORDER BY 1
    LOOP
        EXECUTE format('DROP TABLE %I', part);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

-- a bare SELECT would be printed by whoever migrates
DO $$ BEGIN PERFORM look_ahead(2); END $$;
