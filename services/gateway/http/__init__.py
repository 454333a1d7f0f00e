"""HTTP at the front door: from bytes to a command, and from a reply or a failure to an answer."""
