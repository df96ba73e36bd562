"""What a submission may use: one set of limits for every kind of sandbox."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes unless the name says otherwise."""

    cell_seconds: float = 30.0
    """Wall time of one cell or one test cell; nbgrader gives it as long."""
    submission_seconds: float = 180.0
    """Wall time of all of a submission's cells and tests."""
    cpu_seconds: int = 120
    """Processor time of one sandbox."""
    memory: int = 1 << 30
    """Address space of each process."""
    processes: int = 32
    """Processes and threads in one sandbox."""
    file_size: int = 50 << 20
    """Of a file that is written."""
    scratch: int = 64 << 20
    """All that is written together; it lies in memory."""
    open_files: int = 256
    output_chars: int = 20_000
    """Printed text that is kept of one cell, or of one call; the rest is counted and dropped."""
    reply_bytes: int = 4 << 20
    """One reply of the sandbox."""
    restarts: int = 6
    """New sandboxes for one submission after cells or calls that ended theirs."""
    notebook_bytes: int = 20_000_000
    """A submitted notebook."""

    def as_rlimits(self) -> dict[str, int]:
        """The limits that the worker sets on itself before anything of a student runs."""
        return {
            "AS": self.memory,
            "CPU": self.cpu_seconds,
            "FSIZE": self.file_size,
            "NOFILE": self.open_files,
            "NPROC": self.processes,
            "CORE": 0,
        }

    def as_json(self) -> dict[str, float]:
        return asdict(self)
