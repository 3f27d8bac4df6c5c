"""The whole deployment on this computer: broker, store, CDN and workers under one supervisor."""
