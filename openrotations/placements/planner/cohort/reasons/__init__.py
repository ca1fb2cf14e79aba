"""Why a student got or did not get a choice, and what would have changed it.

`explain` tells a student (`remedies` tries what would have changed it, `alone` re-plans one student), `offerings` a
host (`filling` tries what would have brought somebody), `fully` and `relaxing` the coordinator.
"""
