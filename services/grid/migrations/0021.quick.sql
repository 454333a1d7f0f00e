-- what an act costs in the background and in indexes

-- an incident's grid is in incident_grid, which has few rows of any one grid, open or not
DROP INDEX incident_open_grid;

-- the keys as before, by fewer steps
CREATE OR REPLACE FUNCTION search_keys(words text, area text, no bigint) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found text[] := search_pairs(words) || ARRAY['@' || left(area, 9), '@' || left(area, 12)];
    block text := ' ' || (no / 4096);
BEGIN
    RETURN found || ARRAY(SELECT one || block FROM unnest(found) AS one);
END
$$;

-- as before, but rows are taken up to the last of them: taken one by one their number was squared, as long as the server kept a
-- plan it had made while the table was empty
CREATE OR REPLACE FUNCTION follow_stale(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    taken integer;
    changed uuid[];
    worded uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.follow_measures', 0));
    WITH one AS (
        DELETE FROM stale WHERE id <= (SELECT max(id) FROM (SELECT id FROM stale ORDER BY id LIMIT most) AS first)
        RETURNING incident, words
    )
    SELECT count(*), array_agg(DISTINCT incident), coalesce(array_agg(DISTINCT incident) FILTER (WHERE words), '{}')
    INTO taken, changed, worded FROM one;
    IF changed IS NOT NULL THEN
        PERFORM follow_some(changed, worded || ARRAY(SELECT incident FROM stale_failed WHERE incident = ANY (changed) AND words));
    END IF;
    RETURN taken;
END
$$;
