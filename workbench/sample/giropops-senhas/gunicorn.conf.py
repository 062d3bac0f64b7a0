"""How the app is served: read by gunicorn from the folder it starts in."""

bind = "0.0.0.0:5000"
workers = 1
threads = 4
# The workers' heartbeat file: memory, because a container's disk can be slow.
worker_tmp_dir = "/dev/shm"
# SIGTERM: requests under way get this many seconds, then the app ends.
graceful_timeout = 3
