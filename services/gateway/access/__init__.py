"""Who saw which records: written down before it is shown, told to those it is about, and asked when something leaked."""
