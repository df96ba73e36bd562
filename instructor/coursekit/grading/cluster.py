"""The same jobs on a Dask cluster: each of its workers keeps a grading process of its own.

Only data goes there and comes back: the setting (hidden tests included: the cluster is the
instructor's), the notebooks' bytes, the results. Students' code runs in the same sandbox as here.
"""

from __future__ import annotations

import atexit
import hashlib
import itertools
import json
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

from sitekit.errors import CourseError

from coursekit.grading.examiner import Setting
from coursekit.grading.pool import Examiner
from coursekit.grading.reading import read_attachment
from coursekit.grading.sandbox import choose
from coursekit.grading.stage import Stage

CONNECT_SECONDS = 20

#: In a worker: its grading process, by the setting that it is for.
_examiners: dict[str, Examiner] = {}


def grade_on_cluster(
    setting: Setting, jobs: list[dict[str, Any]], address: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Grade jobs on the cluster; gives each with its result as it is done.

    Raises:
        CourseError: the cluster does not answer, or one of its workers cannot grade.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "--dask needs the package distributed here and on the workers; pip install distributed"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"--dask {address}: no Dask scheduler answers there ({' '.join(str(error).split())}); "
            "start one with 'dask scheduler', or mend the address"
        ) from None
    with client:
        parts = _parts(setting)
        name = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        shared = client.scatter(parts, broadcast=True, hash=False)
        # Not pure: the same bytes of two students are two jobs.
        executor = client.get_executor(pure=False, retries=2)
        waiting = iter(jobs)
        running: dict[Future[str], dict[str, Any]] = {}
        # A few more than there are slots: the notebooks of a class need not all lie in memory.
        room = 2 * max(1, sum(client.nthreads().values()))
        while True:
            for job in itertools.islice(waiting, room - len(running)):
                path = Path(job["path"])
                files = {"submission.ipynb": path.read_bytes()}
                files |= {n: read_attachment(path.with_name(n)) for n in job["attachments"]}
                running[executor.submit(_grade_there, name, shared, files)] = job
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), _result(future, address)


def _result(future: Future[str], address: str) -> dict[str, Any]:
    try:
        return json.loads(future.result())
    except CourseError:
        raise
    except Exception as error:  # of the cluster: a worker that is gone, say
        raise CourseError(
            f"--dask {address}: a worker failed ({type(error).__name__}: "
            f"{' '.join(str(error).split())[:300]})"
        ) from None


def _parts(setting: Setting) -> dict[str, Any]:
    """The setting and the files that a sandbox may see, as plain data."""
    course = setting.stage.course
    files = {
        path.relative_to(course).as_posix(): path.read_bytes().hex()
        for path in sorted(course.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    return {"setting": setting.to_json(), "files": files}


def _grade_there(name: str, parts: dict[str, Any], files: dict[str, bytes]) -> str:
    """In a worker: grade one notebook, with its attachments.

    Raises:
        CourseError: there is no sandbox on that machine.
    """
    # A worker runs several tasks at once, each in a thread; one grading process for each thread.
    key = f"{name}-{threading.get_ident()}"
    if key not in _examiners:
        _examiners[key] = _make_examiner(parts)
    examiner = _examiners[key]
    notebook, *attachments = files
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            (Path(folder) / file).write_bytes(content)
        job = {"path": str(Path(folder) / notebook), "attachments": attachments}
        return json.dumps(examiner.grade(job))


def _make_examiner(parts: dict[str, Any]) -> Examiner:
    told = json.loads(parts["setting"])
    kind, image = told["sandbox"]
    choose(kind, image)  # on this machine, too, it must work
    scratch = tempfile.TemporaryDirectory(prefix="course-grade-")
    Path(scratch.name).chmod(0o755)
    released = Path(scratch.name) / "files"
    for name, content in parts["files"].items():
        path = released / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(content))
    chapter = json.loads(told["plan"])["chapter"]
    (released / chapter).mkdir(parents=True, exist_ok=True)
    stage = Stage.make(Path(scratch.name) / "stage", chapter, released / chapter, released)
    told["folder"] = str(stage.folder)
    examiner = Examiner(Setting.from_json(json.dumps(told)))
    examiner.wait_until_ready()
    atexit.register(scratch.cleanup)
    atexit.register(examiner.close)
    return examiner
