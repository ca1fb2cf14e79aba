"""The worker of a story: does the jobs that were queued, in order, within the test's own transaction."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


class Worker:
    """Does each job once."""

    def __init__(self) -> None:
        self.done: set[int] = set()

    def work(self) -> int:
        """Do what is queued, and what that queues; returns how many jobs."""
        count = 0
        while jobs := list(ProcrastinateJob.objects.exclude(pk__in=self.done).filter(status="todo").order_by("pk")):
            for job in jobs:
                self.done.add(job.pk)
                app.tasks[job.task_name](**job.args)
                count += 1
        return count

    def tick(self, *names: str) -> None:
        """What the clock starts: these periodic tasks, then whatever they queue."""
        for name in names:
            app.tasks[name](timestamp=0)
        self.work()
