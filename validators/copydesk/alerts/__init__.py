"""One message a source when it begins to fail, when more of it fails, and when it has recovered; nothing in between."""
