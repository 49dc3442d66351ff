"""The scan: the rules compiled into one plan that reads every body once."""
