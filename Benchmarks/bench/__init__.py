"""What `run.py` is made of: the servers, the load, the measurements of a start, the report."""
