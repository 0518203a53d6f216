"""The running worker: turns the pipeline at its own pace until told to stop."""
