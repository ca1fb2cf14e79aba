"""An own PostgreSQL without set-up: started from an installed package, kept in a folder.

Pure Python and psycopg; knows nothing of Django or of rotations. `start_cluster` gives a running server
with two roles: the owner of the tables, and the role of the application, which owns nothing.
"""

from openrotations.common.postgres.cluster import (
    Cluster,
    PostgresUnavailable,
    marks_of_use,
    remove_cluster,
    start_cluster,
    stop_cluster,
)
from openrotations.common.postgres.databases import create_database, database_exists, drop_database
from openrotations.common.postgres.roles import APP_ROLE, OWNER_ROLE, grant_app_role
from openrotations.common.postgres.urls import build_url, database_of, role_of, with_database

__all__ = [
    "APP_ROLE",
    "OWNER_ROLE",
    "Cluster",
    "PostgresUnavailable",
    "build_url",
    "create_database",
    "database_exists",
    "database_of",
    "drop_database",
    "grant_app_role",
    "marks_of_use",
    "remove_cluster",
    "role_of",
    "start_cluster",
    "stop_cluster",
    "with_database",
]
