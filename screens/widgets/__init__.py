"""Line-drawn, reusable widgets that hold at scale."""
