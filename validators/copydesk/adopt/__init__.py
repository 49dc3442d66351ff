"""What to begin with: fields, limits and a baseline, proposed from a batch."""
