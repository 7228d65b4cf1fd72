"""How long a piece of work takes, so that a test can tell linear from quadratic on a busy machine."""

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of `work`, the best of three, without garbage collection between."""
    taken = []
    for _ in range(3):
        gc.collect()
        gc.disable()
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
        gc.enable()
    return min(taken)
