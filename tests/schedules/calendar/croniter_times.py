"""The next times of cron expressions by croniter. Each line of the file: START TAB EXPRESSION, in seconds since 1970."""

import sys

from croniter import croniter

with open(sys.argv[1], encoding="ascii") as asked:
    for line in asked:
        start, expression = line.rstrip("\n").split("\t")
        times = croniter(expression, float(start))
        print(*(int(times.get_next(float)) for _ in range(int(sys.argv[2]))))
