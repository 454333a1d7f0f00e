-- codes of grids by more than one scheme, counters that number without gaps, grids that are not drawn yet, duty grids, and
-- a log of changes so that the ground in memory is brought up to date without reading all of it

-- a code's form is the scheme's to judge (services/grid/domain/scheme.py); the community stands in its own column
ALTER TABLE grid
    DROP CONSTRAINT grid_code_check,
    DROP CONSTRAINT grid_check1,
    ALTER COLUMN border DROP NOT NULL,
    ADD CONSTRAINT grid_code_check CHECK (code ~ '^([0-9]{13,32}|[A-Z][A-Z0-9-]{1,19})$');
CREATE INDEX grid_community ON grid (community text_pattern_ops, code);

-- the tenant's choice; one row
CREATE TABLE grid_scheme (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    scheme text NOT NULL CHECK (scheme <> '')
);
INSERT INTO grid_scheme (scheme) VALUES ('15');

-- last number given in each range; a range is named by its first code
CREATE TABLE grid_sequence (
    first     text PRIMARY KEY,
    community text NOT NULL REFERENCES area,
    last      integer NOT NULL CHECK (last >= 0)
);

-- unit grids of a duty grid; a unit grid is in one duty grid at a time
CREATE TABLE grid_member (
    duty        text NOT NULL REFERENCES grid,
    member      text NOT NULL REFERENCES grid,
    valid_from  date NOT NULL,
    valid_until date CHECK (valid_until >= valid_from),
    PRIMARY KEY (duty, member, valid_from)
);
CREATE UNIQUE INDEX grid_member_once ON grid_member (member) WHERE valid_until IS NULL;

-- what each version changed: a code, or '' for everything
CREATE TABLE ground_change (
    version bigint NOT NULL,
    code    text NOT NULL,
    PRIMARY KEY (version, code)
);
