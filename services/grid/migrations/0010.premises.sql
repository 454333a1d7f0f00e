-- what stands on the ground: estates, buildings, units and public places, as counts and codes; no register of persons

CREATE TABLE premises_kind (
    code   text PRIMARY KEY,
    -- letter and digits its own part of a code has, e.g. B00012
    letter text NOT NULL UNIQUE CHECK (letter ~ '^[A-Z]$'),
    digits smallint NOT NULL CHECK (digits BETWEEN 1 AND 9)
);
INSERT INTO premises_kind (code, letter, digits) VALUES
    ('estate', 'E', 3), ('building', 'B', 5), ('unit', 'U', 2), ('place', 'P', 5);

-- the nine kinds of small public places (九小场所), and all other
CREATE TABLE place_kind (
    code    text PRIMARY KEY,
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> '')
);
INSERT INTO place_kind (code, name_zh, name_en) VALUES
    ('school', '小学校（幼儿园）', 'Small school or nursery'), ('clinic', '小医院（诊所）', 'Small hospital or clinic'),
    ('shop', '小商店', 'Small shop'), ('restaurant', '小餐饮场所', 'Small restaurant'), ('hotel', '小旅馆', 'Small hotel'),
    ('entertainment', '小歌舞娱乐场所', 'Small place of entertainment'), ('net_cafe', '小网吧', 'Small net cafe'),
    ('bath', '小美容洗浴场所', 'Small bath or beauty parlour'), ('workshop', '小生产加工企业', 'Small workshop'),
    ('other', '其他场所', 'Other place');

-- how an estate is looked after: configuration of a tenant, who may rename these and add others
CREATE TABLE service_form (
    code    text PRIMARY KEY CHECK (code ~ '^[a-z][a-z_]{1,31}$'),
    name_zh text NOT NULL CHECK (name_zh <> ''),
    name_en text NOT NULL CHECK (name_en <> '')
);
INSERT INTO service_form (code, name_zh, name_en) VALUES
    ('company', '专业物业服务', 'Property company'), ('entrusted', '社区托管服务', 'Entrusted to the community'),
    ('employer', '产权单位自管', 'Kept by the owning organisation'), ('owners', '业主自治管理', 'Kept by the owners themselves');

-- the last number given inside an area or a building; only grows, so that none comes back
CREATE TABLE premises_number (
    prefix text NOT NULL,
    letter text NOT NULL REFERENCES premises_kind (letter),
    last   integer NOT NULL CHECK (last > 0),
    PRIMARY KEY (prefix, letter)
);

CREATE TABLE premises (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL REFERENCES premises_kind,
    code         text NOT NULL CHECK (code ~ '^[1-9][0-9]{11}([A-Z][0-9]+)+$'),
    -- what the register it came from calls it
    reference    text CHECK (reference <> ''),
    name         text NOT NULL CHECK (name <> ''),
    address      text NOT NULL,
    area         text NOT NULL REFERENCES area,
    -- found from the point; NULL where no grid is drawn
    grid         text,
    estate       uuid REFERENCES premises,
    building     uuid REFERENCES premises,
    place_kind   text REFERENCES place_kind,
    service_form text REFERENCES service_form,
    -- the area below the community that it makes up
    makes_up     text REFERENCES area,
    -- the unit to turn to
    keeper       text REFERENCES unit,
    households   integer NOT NULL CHECK (households >= 0),
    rooms        integer NOT NULL CHECK (rooms >= 0),
    shops        integer NOT NULL CHECK (shops >= 0),
    floors       integer NOT NULL CHECK (floors >= 0),
    longitude    double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    latitude     double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    state        text NOT NULL CHECK (state IN ('standing', 'ended')),
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    version      integer NOT NULL CHECK (version > 0),
    -- cells of 1/200 degree, so that what lies near is found without an extension
    cell_x       integer NOT NULL GENERATED ALWAYS AS (floor(longitude * 200)::integer) STORED,
    cell_y       integer NOT NULL GENERATED ALWAYS AS (floor(latitude * 200)::integer) STORED,
    CONSTRAINT premises_code_once UNIQUE (code),
    CONSTRAINT premises_reference_once UNIQUE (reference),
    CHECK ((kind = 'place') = (place_kind IS NOT NULL)),
    CHECK (kind = 'estate' OR service_form IS NULL),
    CHECK ((kind = 'unit') <= (building IS NOT NULL))
);
-- one index per list, and one for the points around a point
CREATE INDEX premises_area ON premises (area text_pattern_ops, created_at, id);
CREATE INDEX premises_created ON premises (created_at, id);
CREATE INDEX premises_grid ON premises (grid, created_at, id) WHERE grid IS NOT NULL;
CREATE INDEX premises_estate ON premises (estate, created_at, id) WHERE estate IS NOT NULL;
CREATE INDEX premises_building ON premises (building, created_at, id) WHERE building IS NOT NULL;
CREATE INDEX premises_near ON premises (cell_x, cell_y) WHERE kind = 'place' AND state = 'standing';

-- when a round last looked at it; apart, because a look changes nothing of the record
CREATE TABLE premises_look (
    premises  uuid PRIMARY KEY REFERENCES premises,
    looked_at timestamptz NOT NULL
);

-- what a daily sweep (日摸排) of a grid looks at
CREATE VIEW sweep_site AS
    SELECT premises.id AS premises, premises.grid, premises.area, premises.kind, premises.place_kind, premises.code,
           premises.name, look.looked_at
    FROM premises LEFT JOIN premises_look AS look ON look.premises = premises.id
    WHERE premises.state = 'standing' AND premises.kind IN ('building', 'place') AND premises.grid IS NOT NULL;

-- counts: each act appends what it changes; folding moves appended rows into the counts, readers add both
CREATE TABLE premises_count (
    area       text NOT NULL,
    grid       text NOT NULL,
    kind       text NOT NULL,
    place_kind text NOT NULL,
    n          bigint NOT NULL,
    households bigint NOT NULL,
    rooms      bigint NOT NULL,
    shops      bigint NOT NULL,
    PRIMARY KEY (area, grid, kind, place_kind)
);

CREATE TABLE premises_delta (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area       text NOT NULL,
    grid       text NOT NULL,
    kind       text NOT NULL,
    place_kind text NOT NULL,
    n          integer NOT NULL,
    households integer NOT NULL,
    rooms      integer NOT NULL,
    shops      integer NOT NULL
);
