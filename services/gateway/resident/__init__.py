"""The pages of who is signed in as a resident: own matters, who looked, the own number, copy, correction, erasure; no script."""
