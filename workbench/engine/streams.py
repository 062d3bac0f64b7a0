"""The engine's streams: events, logs and statistics, each closable from any thread."""

from workbench.engine.event_stream import EventStream, open_events
from workbench.engine.log_stream import LogStream, open_logs
from workbench.engine.stats_stream import StatsStream, open_stats

__all__ = ["EventStream", "LogStream", "StatsStream", "open_events", "open_logs", "open_stats"]
