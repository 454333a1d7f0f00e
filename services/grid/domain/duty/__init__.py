"""Rules of the rhythm of work: sweeps, visits, meetings, reviews."""
