-- which area follows one that ended, as the grid service told it; target '' = none does

CREATE TABLE area_followed (
    source text NOT NULL CHECK (source ~ '^[1-9][0-9]{11}$'),
    target text NOT NULL,
    PRIMARY KEY (source, target)
);
