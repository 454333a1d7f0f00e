"""Work orders inside a case, supervision, campaigns with their sites, and rewards."""
