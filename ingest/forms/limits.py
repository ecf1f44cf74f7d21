"""How much memory and time the reading of one file may take, and how the reading process binds itself to that."""

import resource

MEMORY_LIMIT = 3 << 30
"""Bytes of address space of the reading process; what it really holds is less."""
LEAST_SECONDS, MOST_SECONDS, SECONDS_A_MEGABYTE = 30, 300, 5


def seconds_for(size: int) -> int:
    """How long the reading of a file of ``size`` bytes may take: half a minute, more for a large file."""
    return min(LEAST_SECONDS + SECONDS_A_MEGABYTE * (size >> 20), MOST_SECONDS)


def bind_memory() -> None:
    """From here on this process can neither grow past the limit nor write a file, nor leave its memory in a dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bind_time(seconds: int) -> None:
    """End this process when it computes for ``seconds`` from now on all processors, even if nobody waits for it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 4 * seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
