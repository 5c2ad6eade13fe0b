#!/usr/bin/env bash
# APScheduler 3.11.3: from_crontab() takes a crontab line and runs it on other days than cron does.
#
# Expected: CronTrigger.from_crontab("0 3 * * 0") is cron's line: Sunday, 3 o'clock. And "0 3 13 * 5", with both kinds of day,
#           is cron's "each 13th, and each Friday too".
# Seen:     the numbers of the weekdays begin with Monday: 0 is Monday and 5 is Saturday, with no warning. And both kinds of day
#           have to hold at once, so that the second line is not due about five times a month but on a Saturday
#           the 13th, months later. Names ("sun") are right.
# So:       a nightly or weekly soak that is moved from a crontab to APScheduler runs on a working day instead of on the quiet one.
#
# Output seen, APScheduler 3.11.3, tzlocal 5.4.5, Python 3.11.7 (from Monday 2026-11-02 on):
#   0 3 * * 0    Mon 2026-11-02, Mon 2026-11-09
#   0 3 * * sun  Sun 2026-11-08, Sun 2026-11-15
#   0 3 13 * 5   Sat 2027-02-13, Sat 2027-03-13
#
# Fails if that changes. Needs Python with pip. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-deps \
  --target "$folder/site" APScheduler==3.11.3 tzlocal==5.4.5

seen=$(PYTHONPATH=$folder/site python3 - <<'DUE'
from datetime import datetime, timezone
from apscheduler.triggers.cron import CronTrigger

for line in ("0 3 * * 0", "0 3 * * sun", "0 3 13 * 5"):
    trigger = CronTrigger.from_crontab(line, timezone.utc)
    due, times = None, []
    for _ in range(2):
        due = trigger.get_next_fire_time(due, due or datetime(2026, 11, 2, tzinfo=timezone.utc))
        times.append(f"{due:%a %Y-%m-%d}")
    print(f"{line:12} {', '.join(times)}")
DUE
)
echo "$seen"
if [ "$seen" = "0 3 * * 0    Mon 2026-11-02, Mon 2026-11-09
0 3 * * sun  Sun 2026-11-08, Sun 2026-11-15
0 3 13 * 5   Sat 2027-02-13, Sat 2027-03-13" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
