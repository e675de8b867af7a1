"""Calls made from the service models themselves, and what AWS would answer to each.

The models are botocore's, read here and nowhere else in the suite, so that the server's own schema files, which are
made from them, are checked too.
"""
