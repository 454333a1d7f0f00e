-- a petition department (信访部门) is a kind of unit of its own: it routes petitions and decides none by its line of duty
ALTER TABLE unit DROP CONSTRAINT unit_kind_check, ADD CONSTRAINT unit_kind_check CHECK (
    kind IN ('centre', 'department', 'liaison', 'street', 'community', 'company', 'petition'));
