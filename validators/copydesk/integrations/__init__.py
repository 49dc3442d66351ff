"""copydesk inside other tools. Each module imports its tool, and nothing else of copydesk imports the module."""
