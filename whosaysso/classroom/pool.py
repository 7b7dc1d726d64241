"""Give batches to this process, to several, or to a Dask cluster; what comes back is the same.

A few batches are under way at a time, so that memory does not grow with the class, and results
come in the order of the batches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from ..feedback import Fault

AHEAD = 2  # batches that wait for each worker
WAIT = 10  # seconds for a scheduler to answer
NO_DASK = "Dask is not installed: pip install 'whosaysso[dask]', or leave --dask out."
KILLED = "A worker was stopped before its part was done (out of memory?); try fewer processes."

_function: Callable | None = None  # in a worker


def run(
    batches: Iterable,
    function: Callable,
    processes: int = 1,
    dask: object | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator:
    """``function(batch)`` for each batch, in order.

    ``dask`` is the address of a scheduler or a ``distributed.Client``; the workers must see the
    same files under the same names. ``progress`` is told the length of each batch that is done.
    ``function`` is sent to each worker once. Raises ``Fault`` when a worker dies.
    """
    if dask is not None:
        results = _with_dask(batches, function, dask)
    elif processes > 1:
        results = _with_processes(batches, function, processes)
    else:
        results = ((len(batch), function(batch)) for batch in batches)
    for size, result in results:
        if progress:
            progress(size)
        yield result


def _with_processes(batches, function, processes) -> Iterator[tuple[int, object]]:
    # spawned, so that a worker is the same on every system and inherits no open thing
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (function,))
    try:
        yield from _in_order(batches, lambda batch: pool.submit(_work, batch), processes * AHEAD)
    except BrokenProcessPool:
        raise Fault(KILLED) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(function: Callable) -> None:
    global _function
    _function = function


def _work(batch):
    return _function(batch)


def _with_dask(batches, function, dask) -> Iterator[tuple[int, object]]:
    try:
        from distributed import Client, KilledWorker  # here: an extra that few need
    except ImportError:
        raise Fault(NO_DASK) from None
    own = isinstance(dask, str)
    try:
        client = Client(dask, timeout=WAIT) if own else dask
    except (OSError, ValueError, TimeoutError):
        raise Fault(f"No Dask scheduler answers at {dask}.") from None
    try:
        [sent] = client.scatter([function], broadcast=True, hash=False)
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        yield from _in_order(
            batches, lambda batch: client.submit(_call, sent, batch, pure=False), ahead
        )
    except KilledWorker:
        raise Fault(KILLED) from None
    finally:
        if own:
            client.close()


def _call(function: Callable, batch):
    return function(batch)


def _in_order(batches, submit, ahead: int) -> Iterator[tuple[int, object]]:
    batches = iter(batches)
    waiting = deque((len(batch), submit(batch)) for batch in islice(batches, ahead))
    while waiting:
        size, future = waiting.popleft()
        result = future.result()
        for batch in islice(batches, 1):
            waiting.append((len(batch), submit(batch)))
        yield size, result
