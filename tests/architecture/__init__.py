"""Tests of the house itself: who imports whom, what the wheel carries, how names agree."""
