"""Process engine: definitions, steps, human tasks, timers and the shared task inbox."""
