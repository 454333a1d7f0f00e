-- what a district chooses, one table for all settings: no row is ever changed, a later one takes its place

CREATE TABLE setting_choice (
    id         uuid PRIMARY KEY,
    -- a key of services/grid/domain/setting/registry.py; bounds stand there
    key        text NOT NULL CHECK (key ~ '^[a-z]+\.[a-z_]+$'),
    -- '' = the whole district
    area       text NOT NULL CHECK (area ~ '^([1-9][0-9]{11})?$'),
    -- '' = the setting is not chosen by kind of grid
    grid_kind  text NOT NULL CHECK (grid_kind IN ('', 'unit', 'base', 'special', 'duty')),
    -- '' = what a wider area chose, else the default
    value      text NOT NULL CHECK (length(value) <= 200),
    valid_from date NOT NULL,
    -- of the choices of this setting, area and kind; 1 is that nothing was chosen
    version    integer NOT NULL CHECK (version > 1),
    origin     text NOT NULL CHECK (origin IN ('act', 'file', 'migration', 'succession')),
    source     text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT setting_version_once UNIQUE (key, area, grid_kind, version)
);
CREATE INDEX setting_in_force ON setting_choice (key, area, grid_kind, valid_from DESC, version DESC);
CREATE INDEX setting_history ON setting_choice (key, created_at, id);

-- what was chosen in the tables of single rooms stands on; they stay, for the previous code still reads them.
-- grid_scheme stays for good: numbering locks its row; it is written with the choice of grid.scheme
INSERT INTO setting_choice (id, key, area, grid_kind, value, valid_from, version, origin, source, created_at)
SELECT gen_random_uuid(), old.key, old.area, old.grid_kind, old.value, DATE '2000-01-01', 2, 'migration', '', now()
FROM (
    SELECT 'duty.visits' AS key, '' AS area, '' AS grid_kind, visits::text AS value, '1' AS usual FROM duty_setting
    UNION ALL SELECT 'duty.visit_minutes', '', '', visit_minutes::text, '240' FROM duty_setting
    UNION ALL SELECT 'duty.least_workdays', '', '', least_workdays::text, '1' FROM duty_setting
    UNION ALL SELECT 'duty.counted_from', '', '', counted_from::text, '' FROM duty_setting
    UNION ALL SELECT 'duty.rest_days', '', '', CASE WHEN rest_days THEN 'yes' ELSE 'no' END, 'yes' FROM duty_setting
    UNION ALL SELECT 'duty.round_hours', '', '', round_hours::text, '12' FROM duty_setting
    UNION ALL SELECT 'duty.near_metres', '', '', near_metres::text, '100' FROM duty_setting
    UNION ALL SELECT 'duty.kept_days', '', '', kept_days::text, '90' FROM duty_setting
    UNION ALL SELECT 'duty.site_days', '', '', site_days::text, '7' FROM duty_setting
    UNION ALL SELECT 'duty.sites', '', '', sites::text, '20' FROM duty_setting
    UNION ALL SELECT 'duty.meeting_day', '', '', meeting_day::text, '5' FROM duty_setting
    UNION ALL SELECT 'duty.checklist', '', grid_kind, string_agg(kind, ' ' ORDER BY place),
        CASE grid_kind WHEN 'base' THEN 'building fire_lane public_space small_site'
                       WHEN 'special' THEN 'building fire_lane public_space' ELSE '' END
        FROM checklist GROUP BY grid_kind
    UNION ALL SELECT 'staff.grids_most', CASE WHEN parent IS NULL THEN '' ELSE code END, '', grids::text, ''
        FROM staff_limit JOIN area ON area.code = staff_limit.area
    UNION ALL SELECT 'staff.households_most', CASE WHEN parent IS NULL THEN '' ELSE code END, '', households::text, ''
        FROM staff_limit JOIN area ON area.code = staff_limit.area
    UNION ALL SELECT 'grid.scheme', '', '', scheme, '15' FROM grid_scheme
    UNION ALL SELECT 'border.households_least', '', kind, coalesce(households_min, 0)::text,
        CASE kind WHEN 'base' THEN '200' ELSE '0' END FROM border_size
    UNION ALL SELECT 'border.households_most', '', kind, coalesce(households_max, 100000)::text,
        CASE kind WHEN 'base' THEN '500' ELSE '100000' END FROM border_size
    UNION ALL SELECT 'border.area_least', '', kind, area_min::text, '100' FROM border_size
    UNION ALL SELECT 'border.overlap_most', '', '', overlap_max::text, '1' FROM border_tolerance
    UNION ALL SELECT 'border.gap_most', '', '', gap_max::text, '1' FROM border_tolerance
    UNION ALL SELECT 'admission.ahead', '', '', workdays::text, '30' FROM admission_term WHERE stage = 'ahead'
    UNION ALL SELECT 'admission.decide', '', '', workdays::text, '15' FROM admission_term WHERE stage = 'decide'
) AS old WHERE old.value <> old.usual;
