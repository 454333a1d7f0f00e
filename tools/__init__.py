"""Programs for the people who run and develop Linli: servers of one machine, loading, checks."""
