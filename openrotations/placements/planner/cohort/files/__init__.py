"""The files of a cohort: instances, solutions and changes as JSON, tables as CSV; every fault named with its place."""
