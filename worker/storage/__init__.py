"""Object stores: the protocol, S3 over boto3, and the in-memory twin."""
