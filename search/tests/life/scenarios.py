"""`python -m search.tests.life.scenarios NAME`: one story of the index, told in a process of its own.

The database, the engine and the data folder of the environment are its own too; it fails by assertion.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROUNDS = 20
PATIENCE = 60.0


def until(condition: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Seconds until the condition holds; polls, and fails when patience ends."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < patience, f"waited {patience} s in vain"
        time.sleep(0.02)
    return time.monotonic() - begun


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker()
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def start_worker() -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-m", "django", "worker"])
    until(lambda: beats(process.pid))
    return process


def started_worker() -> Callable[[], None]:
    """The command itself; returns what kills it."""
    process = start_worker()

    def kill() -> None:
        process.kill()
        process.wait()

    return kill


def forked_worker() -> Callable[[], None]:
    """The same in a copy of this process, which has everything loaded: dies sooner after its start."""
    from django.core.management import call_command
    from django.db import connections

    connections.close_all()  # two processes must not speak on one connection
    if (child := os.fork()) == 0:
        try:
            call_command("worker")
        finally:
            os._exit(1)
    until(lambda: beats(child))

    def kill() -> None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    return kill


def beats(pid: int) -> bool:
    from search.models import WorkerHeartbeat

    return WorkerHeartbeat.objects.filter(pid=pid).exists()


def settled() -> bool:
    from search.models import IndexEvent

    return not IndexEvent.objects.filter(dead=False).exists()


def same(expected: int) -> None:
    """Index and database agree to the work and to the field."""
    from search.audit import differences
    from search.engines import get_engine

    engine = get_engine()
    found = differences(engine)
    assert not found, found
    assert engine.counts(engine.current()) == (expected, expected)


def kills() -> None:
    """The worker dies twenty times at moments of chance while cards come, change and go."""
    from .models import Card
    from .shelf import put, remove

    chance = random.Random(7)
    for number in range(1, 51):
        put(number, f"卡片{number}", "学习笔记" * 20)
    for turn in range(ROUNDS):
        kill = forked_worker() if turn % 4 else started_worker()
        deadline = time.monotonic() + chance.random() * 0.6
        while time.monotonic() < deadline:
            number = chance.randint(1, 80)
            if chance.random() < 0.3:
                remove(number)
            else:
                put(number, f"卡片{number}", f"第{chance.random()}稿，" + "组织生活" * chance.randint(1, 400))
        kill()
    with worker():
        until(settled)
    same(Card.objects.count())


def follows() -> None:
    """Within two seconds of the commit the index holds it; no worker twice."""
    from search.engines import get_engine
    from search.fingerprint import fingerprint
    from search.models import WorkerHeartbeat
    from search.worker import IDLE

    from .shelf import Shelf, key_of, put, remove

    def indexed(number: int) -> bool:
        engine = get_engine()
        item = next(iter(Shelf().documents([key_of(number)])), None)
        known = dict(engine.fingerprints(engine.current())).get(key_of(number))
        return known == (fingerprint(item) if item else None)

    with worker():
        until(lambda: WorkerHeartbeat.objects.get().note == IDLE)  # its first index is built
        third = subprocess.Popen([sys.executable, "-m", "django", "worker", "--wait"])
        second = subprocess.run(
            [sys.executable, "-m", "django", "worker"], capture_output=True, text=True, timeout=60
        )
        assert second.returncode == 3, second
        assert "已经有一个后台进程在运行" in second.stderr
        waits = []
        for turn in range(10):
            put(turn % 3 + 1, f"新标题{turn}", "正文")
            waits.append(until(lambda n=turn % 3 + 1: indexed(n)))
        remove(1)
        waits.append(until(lambda: indexed(1)))
        print("commit to searchable, ms:", [round(wait * 1000) for wait in waits])
        assert sorted(waits)[len(waits) // 2] < 2, waits  # the worst of them is a benchmark's to judge
        assert third.poll() is None and not beats(third.pid), "it waits for its turn"
    until(lambda: beats(third.pid))
    third.terminate()
    assert third.wait(30) == 0
    same(2)


def repairs() -> None:
    """Injected differences are found and mended; a build switches; rollback goes back and catches up."""
    from search import audit, batches, generations
    from search.engines import get_engine
    from search.models import Generation, IndexEvent

    from .models import Card
    from .shelf import key_of, put

    engine = get_engine()
    for number in range(1, 31):
        put(number, f"卡片{number}", "正文")
    first = generations.build(engine)
    IndexEvent.objects.all().delete()
    same(30)

    Card(pk=1, title="卡片1", text="悄悄改了").save()  # nobody is told
    Card.objects.filter(pk=2).delete()
    Card.objects.create(pk=31, title="悄悄来的", text="正文")
    found = audit.repair(engine)
    assert (found.stale, found.surplus, found.missing) == ([key_of(1)], [key_of(2)], [key_of(31)])
    drain(engine)
    same(30)

    engine.create("20000101000000000")  # as a killed build would leave it
    second = generations.build(engine)
    assert engine.current() == second.name
    assert set(engine.generations()) == {first.name, second.name}
    put(5, "换代之后", "正文")
    drain(engine)
    back, behind = generations.rollback(engine)
    assert engine.current() == back.name == first.name
    assert behind >= 1
    drain(engine)
    same(30)
    assert Generation.objects.count() == 2

    put(6, "坏卡片", "正文")
    put(7, "好卡片", "正文")
    with engine.writer(engine.current()) as writer:
        for _ in range(batches.ATTEMPTS):
            for event in IndexEvent.objects.all():
                event.retry_at = None
                event.save()
            batches.apply(writer, batches.due())
    dead = IndexEvent.objects.get()
    assert (dead.key, dead.dead, dead.attempts) == (key_of(6), True, batches.ATTEMPTS)
    assert "cannot be read" in dead.reason
    put(6, "修好了", "正文")
    drain(engine)
    assert not IndexEvent.objects.exists()
    same(30)


def drain(engine) -> None:  # type: ignore[no-untyped-def]
    from search import batches

    with engine.writer(engine.current()) as writer:
        while events := batches.expand(engine, batches.due()):
            batches.apply(writer, events)


def outage() -> None:
    """Elasticsearch goes away and comes back (the test holds the tap): edits work, nothing is lost."""
    from search.models import WorkerHeartbeat

    from .models import Card
    from .shelf import put

    shut = Path(os.environ["XINHUO_TEST_TAP"])  # a file that closes the proxy while it exists
    with worker():
        put(1, "之前", "正文")
        until(settled)
        shut.touch()
        for number in range(2, 40):
            put(number, f"停电{number}", "正文")
        until(lambda: WorkerHeartbeat.objects.filter(ailing=True).exists())
        assert not settled()
        shut.unlink()
        until(settled)
        until(lambda: not WorkerHeartbeat.objects.filter(ailing=True).exists())
    same(Card.objects.count())


def main() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "search.tests.life.settings")
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0, skip_checks=True)
    story = {"kills": kills, "follows": follows, "repairs": repairs, "outage": outage}[sys.argv[1]]
    try:
        story()
    finally:
        if prefix := os.environ.get("XINHUO_SEARCH_INDEX_PREFIX"):
            from search.engines import get_engine

            engine = get_engine()
            for name in engine.generations() if prefix and engine.name != "embedded" else []:
                with suppress(Exception):
                    engine.drop(name)


if __name__ == "__main__":
    main()
