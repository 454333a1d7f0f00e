-- what one operator asks to be done to an operator's account, and another decides

-- since when the account has its role and is open; kept here, because both are written in several places
ALTER TABLE account ADD COLUMN role_since timestamptz NOT NULL DEFAULT now();
UPDATE account SET role_since = created_at;

CREATE FUNCTION account_role_since() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.role_since := now();
    RETURN NEW;
END $$;
CREATE TRIGGER account_role_since BEFORE UPDATE OF role, disabled ON account FOR EACH ROW
    WHEN (OLD.role IS DISTINCT FROM NEW.role OR OLD.disabled AND NOT NEW.disabled) EXECUTE FUNCTION account_role_since();

CREATE TABLE account_request_state (
    state text PRIMARY KEY
);
INSERT INTO account_request_state (state) VALUES ('asked'), ('confirmed'), ('refused'), ('withdrawn'), ('lapsed');

-- account_version: what the account was when it was asked. role, unit, area: what it is afterwards. decided_by: an account,
-- or null for the command line
CREATE TABLE account_request (
    id              uuid PRIMARY KEY,
    version         integer NOT NULL,
    act             text NOT NULL,
    account         uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    account_version integer NOT NULL,
    role            text NOT NULL,
    unit            text,
    area            text NOT NULL,
    asked_by        uuid NOT NULL,
    asked_at        timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    state           text NOT NULL REFERENCES account_request_state,
    decided_by      uuid,
    decided_at      timestamptz
);
CREATE UNIQUE INDEX account_request_waiting ON account_request (account) WHERE state = 'asked';
CREATE INDEX account_request_asked ON account_request (asked_at, id);
