"""Object stores: the protocol, S3 over boto3, what its answers mean, and the in-memory twin."""
