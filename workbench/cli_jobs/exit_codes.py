"""The exit codes that no error brings along."""

import signal

# As a shell reports a program that a signal ended.
INTERRUPTED = 128 + signal.SIGINT
READER_LEFT = 128 + signal.SIGPIPE
