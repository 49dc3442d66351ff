"""What a batch is known to have, and by how much: only what is new fails, and a rate may only fall."""
