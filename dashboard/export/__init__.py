"""What leaves the tool as files."""
