// A library with the functions of NVIDIA's that Plimsoll asks, for tests on machines without its boards. What it
// tells is in the file that FAKE_NVML names, read anew at each call, a line each:
//   board INDEX TOTAL USED PERCENT
//   mig INDEX INSTANCE            an instance of a board that is divided
//   compute DEVICE PID BYTES [G]  DEVICE: "0", or "0/3" for instance 3 of board 0; BYTES: or "unknown"; G: more at
//   graphics DEVICE PID BYTES     each call
//   fail WHAT CODE                "init", "processes", "memory"
// It is built with entries of 16 bytes (the first functions only), of 24 and of 32.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK 0
#define NOT_SUPPORTED 3
#define NOT_FOUND 6
#define INSUFFICIENT_SIZE 7

struct entry {
  unsigned pid;
  unsigned long long used;
#if ENTRY_BYTES > 16
  unsigned gpu_instance, compute_instance;
#endif
#if ENTRY_BYTES > 24
  unsigned long long protected_memory;
#endif
};
_Static_assert(sizeof(struct entry) == ENTRY_BYTES, "as in the library's header");

static unsigned calls;

// A handle is (instance + 1) * 256 + board + 1; without an instance, board + 1.
static void* handle_of(unsigned board, int instance) {
  return (void*)(uintptr_t)((unsigned)(instance + 1) * 256 + board + 1);
}
static unsigned board_of(void* device) { return ((uintptr_t)device & 255) - 1; }
static int instance_of(void* device) { return (int)((uintptr_t)device >> 8) - 1; }

static FILE* open_state(void) {
  const char* path = getenv("FAKE_NVML");
  return path ? fopen(path, "re") : NULL;
}

static int failure(const char* what) {
  char line[256], name[64];
  int code = OK, found = OK;
  FILE* state = open_state();
  while (state && fgets(line, sizeof line, state))
    if (sscanf(line, "fail %63s %d", name, &code) == 2 && strcmp(name, what) == 0) found = code;
  if (state) fclose(state);
  return found;
}

int nvmlInit_v2(void) {
  calls = 0;
  return failure("init");
}
int nvmlShutdown(void) { return OK; }
const char* nvmlErrorString(int code) {
  return code == 9 ? "Driver Not Loaded" : code == 15 ? "GPU is lost" : "Unknown";
}

static int board(unsigned index, unsigned long long* total, unsigned long long* used, unsigned* percent) {
  char line[256];
  unsigned which = 0;
  int found = 0;
  FILE* state = open_state();
  while (state && !found && fgets(line, sizeof line, state))
    found = sscanf(line, "board %u %llu %llu %u", &which, total, used, percent) == 4 && which == index;
  if (state) fclose(state);
  return found;
}

int nvmlDeviceGetCount_v2(unsigned* count) {
  unsigned long long total, used;
  unsigned percent;
  for (*count = 0; board(*count, &total, &used, &percent);) ++*count;
  return OK;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
  *device = handle_of(index, -1);
  return OK;
}
int nvmlDeviceGetName(void* device, char* text, unsigned size) {
  snprintf(text, size, instance_of(device) < 0 ? "Fake Board" : "Fake Board Instance");
  return OK;
}
int nvmlDeviceGetUUID(void* device, char* text, unsigned size) {
  snprintf(text, size, "GPU-%u", board_of(device));
  return OK;
}

struct memory {
  unsigned long long total, free, used;
};
int nvmlDeviceGetMemoryInfo(void* device, struct memory* memory) {
  unsigned percent;
  const int code = failure("memory");
  if (code) return code;
  if (!board(board_of(device), &memory->total, &memory->used, &percent)) return NOT_FOUND;
  memory->free = memory->total - memory->used;
  return OK;
}

#if ENTRY_BYTES > 16
struct memory_v2 {
  unsigned version;
  unsigned long long total, reserved, free, used;
};
int nvmlDeviceGetMemoryInfo_v2(void* device, struct memory_v2* memory) {
  struct memory plain;
  if (memory->version != (sizeof(struct memory_v2) | 2 << 24)) return NOT_SUPPORTED;
  const int code = nvmlDeviceGetMemoryInfo(device, &plain);
  memory->total = plain.total;
  memory->used = plain.used;
  memory->free = plain.free;
  memory->reserved = 0;
  return code;
}
#endif

struct utilisation {
  unsigned gpu, memory;
};
int nvmlDeviceGetUtilizationRates(void* device, struct utilisation* rates) {
  unsigned long long total, used;
  if (instance_of(device) >= 0) return NOT_SUPPORTED;
  rates->memory = 1;
  return board(board_of(device), &total, &used, &rates->gpu) ? OK : NOT_FOUND;
}

#if ENTRY_BYTES > 16
static int mig(unsigned board, unsigned nth) {
  char line[256];
  unsigned which = 0;
  int instance = -1, found = -1;
  FILE* state = open_state();
  while (state && found < 0 && fgets(line, sizeof line, state))
    if (sscanf(line, "mig %u %d", &which, &instance) == 2 && which == board && nth-- == 0) found = instance;
  if (state) fclose(state);
  return found;
}

int nvmlDeviceGetMigMode(void* device, unsigned* current, unsigned* pending) {
  *current = *pending = mig(board_of(device), 0) >= 0;
  return OK;
}
int nvmlDeviceGetMaxMigDeviceCount(void* device, unsigned* count) {
  (void)device;
  *count = 7;
  return OK;
}
int nvmlDeviceGetMigDeviceHandleByIndex(void* device, unsigned index, void** instance) {
  const int id = mig(board_of(device), index);
  *instance = handle_of(board_of(device), id);
  return id < 0 ? NOT_FOUND : OK;
}
int nvmlDeviceGetGpuInstanceId(void* instance, unsigned* id) {
  *id = (unsigned)instance_of(instance);
  return OK;
}
#endif

static int is_device(const char* text, void* device) {
  unsigned board = 0;
  int instance = -1;
  sscanf(text, "%u/%d", &board, &instance);
  return handle_of(board, instance) == device;
}

static int list(const char* kind, void* device, unsigned* count, struct entry* entries) {
  char line[256], word[64], place[64], bytes[64];
  const unsigned room = *count;
  const int code = failure("processes");
  if (code) return code;
  FILE* state = open_state();
  for (*count = 0; state && fgets(line, sizeof line, state);) {
    unsigned pid = 0;
    unsigned long long growth = 0;
    if (sscanf(line, "%63s %63s %u %63s %llu", word, place, &pid, bytes, &growth) < 4) continue;
    if (strcmp(word, kind) != 0 || !is_device(place, device)) continue;
    if (*count < room) {
      memset(&entries[*count], 0, sizeof *entries);
      entries[*count].pid = pid;
      entries[*count].used = strcmp(bytes, "unknown") == 0 ? ~0ULL : strtoull(bytes, NULL, 10) + growth * calls;
    }
    ++*count;
  }
  if (state) fclose(state);
  return *count > room ? INSUFFICIENT_SIZE : OK;
}

#if ENTRY_BYTES > 16
#define VERSIONED(name) name##_v3
#else
#define VERSIONED(name) name
#endif

int VERSIONED(nvmlDeviceGetComputeRunningProcesses)(void* device, unsigned* count, void* entries) {
  const int code = list("compute", device, count, entries);
  calls += code == OK;
  return code;
}
int VERSIONED(nvmlDeviceGetGraphicsRunningProcesses)(void* device, unsigned* count, void* entries) {
  return list("graphics", device, count, entries);
}
