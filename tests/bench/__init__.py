"""Measurements that print ratios.

Each is a script (`python -m tests.bench.first_frame`, `many_containers`, `log_flood`, `idle`, `memory`) with
a `--help`. Every figure stands beside a floor that was measured in the same run: the barest
Textual app, or the docker command line. Compare ratios: times are the machine's, and of what else it does.
The programs run whole, in a terminal of their own, and are timed from outside by what they paint. A private
engine is started for each (as root, with dockerd and busybox), unless `--engine URL` names another one.
"""
