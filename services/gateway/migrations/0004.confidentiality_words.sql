-- what was signed can be read again after the files have changed: the words of each text, by language
ALTER TABLE confidentiality_text ADD COLUMN words jsonb CHECK (jsonb_typeof(words) = 'object');
