-- who has promised to keep what they learn to themselves, and to which text

-- a text begins when a process first ran with it; the first one as if it had always been there
CREATE TABLE confidentiality_text (
    digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{16}$'),
    since  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE confidentiality_signature (
    signer    uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    digest    text NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (signer, digest)
);

-- signed on paper at the induction: local date; good for the text of that day
ALTER TABLE account ADD COLUMN confidentiality_signed_on date;
CREATE INDEX account_created ON account (created_at, id);
