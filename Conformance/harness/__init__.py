"""What the tests share: a server under test, callers of it, and readers of what it recorded."""
