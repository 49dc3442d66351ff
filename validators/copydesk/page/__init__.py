"""The page that a record was drawn from: what it declares, what it shows, whom it names, and where its article is."""
