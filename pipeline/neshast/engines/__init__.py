"""Other people's models behind our own small types."""
