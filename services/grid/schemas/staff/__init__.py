"""What the surfaces of teams and posts are told and answer, by noun."""
