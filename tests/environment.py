"""A pytest plugin, loaded first (`-p` in pyproject.toml): the environment of the tests, before Django reads it.

`./bin/dev test` starts the server; `DATABASE_URL` and `DATABASE_OWNER_URL` may name another.
"""

import os
from pathlib import Path

from openrotations.common.postgres import start_cluster, with_database

os.environ["OPENROTATIONS_MODE"] = "test"
os.environ.setdefault("OPENROTATIONS_DATA", "var/test/data")
if not os.environ.get("DATABASE_URL"):
    _cluster = start_cluster(Path("var/test/postgres"), durable=False)
    os.environ["DATABASE_URL"] = with_database(_cluster.app_url, "openrotations_test")
    os.environ["DATABASE_OWNER_URL"] = with_database(_cluster.owner_url, "openrotations_test")
