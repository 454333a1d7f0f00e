"""Links to one file for a quarter of an hour, for where no token can be sent along: a picture of a page, a viewer."""
