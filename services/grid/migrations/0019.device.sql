-- devices and other systems that report: what their codes mean, where they are, and one case for one fault

ALTER TABLE incident DROP CONSTRAINT incident_source_check;
ALTER TABLE incident ADD CONSTRAINT incident_source_check CHECK (source IN ('public', 'collector', 'device', 'superior'));
ALTER TABLE incident ADD COLUMN same_day boolean NOT NULL DEFAULT false;

-- a standard has the threshold that the district chose; a source without one has its own
CREATE TABLE device_source (
    id          uuid PRIMARY KEY,
    client      text NOT NULL,
    code        text NOT NULL,
    case_type   text NOT NULL REFERENCES case_type (code),
    side        text NOT NULL CHECK (side IN ('below', 'above')),
    threshold   double precision,
    unit        text NOT NULL,
    same_day    boolean NOT NULL,
    by          text NOT NULL CHECK (by IN ('device', 'premises')),
    again       text NOT NULL CHECK (again IN ('round', 'new')),
    again_hours integer NOT NULL CHECK (again_hours >= 0),
    standard    text CHECK (standard IN ('heating')),
    least       double precision,
    most        double precision,
    version     integer NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT device_source_once UNIQUE (client, code),
    CHECK ((standard IS NULL) = (threshold IS NOT NULL))
);
CREATE INDEX device_source_created ON device_source (created_at, id);

-- a device is a thing at a place: premises, or a point with its area; never a person's. device: as its client calls it
CREATE TABLE device (
    id         uuid PRIMARY KEY,
    client     text NOT NULL,
    device     text NOT NULL,
    premises   uuid REFERENCES premises,
    area       text NOT NULL,
    grid       text,
    longitude  double precision,
    latitude   double precision,
    version    integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT device_once UNIQUE (client, device)
);
CREATE INDEX device_created ON device (created_at, id);
CREATE INDEX device_client ON device (client, created_at, id);
CREATE INDEX device_area ON device (area);
CREATE INDEX device_grid ON device (grid) WHERE grid IS NOT NULL;
CREATE INDEX device_premises ON device (premises) WHERE premises IS NOT NULL;

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

-- what a case shows of the fault that made it, once another case counts on
CREATE TABLE fault_figures (
    incident     uuid PRIMARY KEY REFERENCES incident,
    count        integer NOT NULL,
    worst        double precision,
    last         double precision,
    last_at      timestamptz,
    recovered_at timestamptz,
    devices      integer NOT NULL
);

-- which readings on the wrong side were counted, for as long as they may come again: no values
CREATE TABLE fault_counted (
    client text NOT NULL,
    key    text NOT NULL,
    code   text NOT NULL,
    device text NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (client, key, code, device, at)
);
CREATE INDEX fault_counted_at ON fault_counted (at);
