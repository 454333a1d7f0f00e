"""What the daily duty is told and answers, by noun."""
