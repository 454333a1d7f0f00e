-- what a map asks for by window: cases by their grid, and what stands on the ground by its point
CREATE INDEX incident_grid ON incident (grid, created_at, id) WHERE grid IS NOT NULL;
CREATE INDEX premises_point ON premises USING gist (point(longitude, latitude)) WHERE state = 'standing';
