-- devices and other systems that report: what their codes mean, where they are, and one case for one fault

ALTER TABLE incident DROP CONSTRAINT incident_source_check;
ALTER TABLE incident ADD CONSTRAINT incident_source_check CHECK (source IN ('public', 'collector', 'device'));
ALTER TABLE incident ADD COLUMN same_day boolean NOT NULL DEFAULT false;

CREATE TABLE device_source (
    id          uuid PRIMARY KEY,
    client      text NOT NULL,
    code        text NOT NULL,
    case_type   text NOT NULL REFERENCES case_type (code),
    side        text NOT NULL CHECK (side IN ('below', 'above')),
    threshold   double precision NOT NULL,
    unit        text NOT NULL,
    same_day    boolean NOT NULL,
    by          text NOT NULL CHECK (by IN ('device', 'premises')),
    again       text NOT NULL CHECK (again IN ('round', 'new')),
    again_hours integer NOT NULL CHECK (again_hours >= 0),
    CONSTRAINT device_source_once UNIQUE (client, code)
);

-- a device is a thing at a place: premises, or a point with its area; never a person's
CREATE TABLE device (
    client    text NOT NULL,
    id        text NOT NULL,
    premises  uuid REFERENCES premises,
    area      text NOT NULL,
    grid      text,
    longitude double precision,
    latitude  double precision,
    PRIMARY KEY (client, id)
);

CREATE TABLE fault (
    client       text NOT NULL,
    key          text NOT NULL,
    code         text NOT NULL,
    incident     uuid REFERENCES incident,
    count        integer NOT NULL,
    worst        double precision,
    last         double precision,
    last_at      timestamptz,
    recovered_at timestamptz,
    noted        integer NOT NULL,
    devices      jsonb NOT NULL,
    PRIMARY KEY (client, key, code)
);
CREATE INDEX fault_incident ON fault (incident) WHERE incident IS NOT NULL;
