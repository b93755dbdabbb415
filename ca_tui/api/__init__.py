"""What Alibaba Cloud says."""
