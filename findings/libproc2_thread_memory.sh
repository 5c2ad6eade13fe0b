#!/usr/bin/env bash
# libproc2 4.0.2 (Debian 12): a thread that reads the table of processes once and ends leaves 264 KiB behind.
#
# Expected: procps_pids_unref() gives back what procps_pids_new() and procps_pids_reap() took.
# Seen:     the two buffers of 128 KiB that it reads /proc with, and a third of 1 KiB, belong to the thread that called it
#           first. They go with no unref and not with the end of the thread. Called a hundred times by one thread the
#           program does not grow; called once each by a hundred threads it grows by 26 MiB.
# So:       a monitor that gives each watched thing a thread of its own leaks with every one of them, slowly and
#           unseen by whoever tests with one thread.
#
# Output seen, 2:4.0.2-3 on amd64:
#   one thread, 100 readings: grown 1 KiB
#   100 threads, a reading each: grown 26400 KiB
#
# Needs: Debian 12, gcc. Downloads two packages into a temporary folder, installs nothing, removes the folder.
set -euo pipefail

version=2:4.0.2-3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User="$(id -un)" libproc2-0="$version" libproc2-dev="$version"
for package in *.deb; do dpkg-deb -x "$package" tree; done
libraries=$(dirname "$(find "$PWD/tree" -name 'libproc2.so.0' | head -n 1)")

cat >readings.c <<'C'
#include <libproc2/pids.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>

static void* read_once(void* unused) {
  enum pids_item items[] = {PIDS_ID_PID};
  struct pids_info* info = NULL;
  if (procps_pids_new(&info, items, 1) < 0) return NULL;
  procps_pids_reap(info, PIDS_FETCH_TASKS_ONLY);
  procps_pids_unref(&info);
  return unused;
}

static void* read_on_a_thread(void* unused) {
  pthread_t thread;
  pthread_create(&thread, NULL, read_once, NULL);
  pthread_join(thread, NULL);
  return unused;
}

static size_t held(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static size_t kib_grown(void* (*reading)(void*)) {
  reading(NULL);
  const size_t before = held();
  for (int i = 0; i < 100; ++i) reading(NULL);
  return held() > before ? (held() - before) / 1024 : 0;
}

int main(void) {
  printf("one thread, 100 readings: grown %zu KiB\n", kib_grown(read_once));
  printf("100 threads, a reading each: grown %zu KiB\n", kib_grown(read_on_a_thread));
  return 0;
}
C
gcc -I tree/usr/include -o readings readings.c -L"$libraries" -l:libproc2.so.0 -lpthread
LD_LIBRARY_PATH=$libraries ./readings | tee seen

one=$(sed -n 's/^one thread.*grown \([0-9]*\) KiB/\1/p' seen)
many=$(sed -n 's/^100 threads.*grown \([0-9]*\) KiB/\1/p' seen)
if [ "$one" -lt 1000 ] && [ "$many" -gt 20000 ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
