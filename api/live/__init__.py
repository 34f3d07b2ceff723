"""The doorbell: tells readers that something may be new, and nothing else."""
