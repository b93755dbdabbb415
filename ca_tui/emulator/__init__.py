"""A pretend Alibaba Cloud: shares no code with the client."""
