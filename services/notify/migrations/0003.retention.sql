-- notices are let go of by age
CREATE INDEX notice_at ON notice (at, id);
