-- which intake a photo was brought with: asked before a photo is shown, and before one is deleted
CREATE INDEX intake_photo ON intake USING gin (photos) WHERE photos <> '[]';
