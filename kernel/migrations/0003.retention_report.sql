-- how long things are kept: what was let go of, what must not be, and where a cut audit begins

-- one run of one rule: how much went, how much had to stay; counts, no content. run: a day where it runs by itself
CREATE TABLE retention_run (
    rule     text NOT NULL,
    run      text NOT NULL,
    keep     text NOT NULL,
    before   timestamptz NOT NULL,
    gone     bigint NOT NULL CHECK (gone >= 0),
    held     bigint NOT NULL CHECK (held >= 0),
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (rule, run)
);
CREATE INDEX retention_run_ended ON retention_run (ended_at);
CREATE INDEX retention_run_latest ON retention_run (rule, ended_at);

-- a matter that nothing is taken from while somebody examines it, however old it is
CREATE TABLE retention_hold (
    subject uuid PRIMARY KEY,
    reason  text NOT NULL CHECK (reason IN ('review', 'supervision', 'complaint', 'erasure_dispute', 'court')),
    at      timestamptz NOT NULL
);

CREATE INDEX dead_letter_replayed ON dead_letter (replayed_at) WHERE replayed_at IS NOT NULL;
CREATE INDEX audit_seal_at ON audit_seal (at);

-- where the seals begin since the audit was cut: the last seal that went. rows: how many rows went, ever
CREATE TABLE audit_start (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    no     bigint NOT NULL,
    digest bytea NOT NULL,
    rows   bigint NOT NULL,
    at     timestamptz NOT NULL
);

-- and where the rows of each record begin: the last of them that went
CREATE TABLE audit_anchor (
    subject text PRIMARY KEY,
    seq     integer NOT NULL,
    hash    bytea NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_anchor_at ON audit_anchor (at);

-- The service's role may not take anything from its audit. This does so for it, within these bounds: the oldest seal with
-- all the rows it names, none younger than six months, and never the newest seal, to which the next is chained.
CREATE FUNCTION audit_cut(before timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    first audit_seal%ROWTYPE;
    gone  integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit_cut', 0));
    SELECT * INTO first FROM audit_seal ORDER BY no LIMIT 1;
    IF NOT FOUND OR first.at > least(before, now() - interval '6 months')
       OR NOT EXISTS (SELECT FROM audit_seal WHERE no > first.no) THEN
        RETURN 0;
    END IF;
    WITH named AS (
        SELECT encode(substring(first.entries FROM 48 * i + 1 FOR 16), 'hex')::uuid AS id
        FROM generate_series(0, length(first.entries) / 48 - 1) AS i
    ), cut AS (
        DELETE FROM audit USING named WHERE audit.id = named.id RETURNING audit.subject, audit.seq, audit.hash
    ), anchored AS (
        INSERT INTO audit_anchor (subject, seq, hash)
        SELECT DISTINCT ON (subject) subject, seq, hash FROM cut ORDER BY subject, seq DESC
        ON CONFLICT (subject) DO UPDATE SET seq = EXCLUDED.seq, hash = EXCLUDED.hash, at = now()
        WHERE EXCLUDED.seq > audit_anchor.seq
    )
    SELECT count(*) INTO gone FROM cut;
    DELETE FROM audit_seal WHERE no = first.no;
    INSERT INTO audit_start (no, digest, rows, at) VALUES (first.no, first.digest, gone, now())
    ON CONFLICT (one) DO UPDATE SET no = EXCLUDED.no, digest = EXCLUDED.digest, rows = audit_start.rows + gone, at = now();
    -- records of which nothing was left for a week: an act that had read their last row has long committed
    DELETE FROM audit_anchor WHERE subject IN (
        SELECT subject FROM audit_anchor AS a
        WHERE at < now() - interval '7 days' AND NOT EXISTS (SELECT FROM audit WHERE audit.subject = a.subject)
        ORDER BY at LIMIT 1000);
    RETURN greatest(gone, 1);
END $$;
