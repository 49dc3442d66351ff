"""How the sources of a stream of batches are, and have been."""
