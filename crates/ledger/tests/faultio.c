/* Loaded before the C library into a process of the tests: the FAULT_AT-th write, synchronisation, truncation, renaming or
   removal below FAULT_DIR fails, as a disk would make it fail. FAULT_MODE: once; lasting (and every one after it); torn (once,
   and half of a write is on the disk). Each such call is a line of FAULT_LOG: its number, its name, the file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int below(const char *path) {
  const char *dir = getenv("FAULT_DIR");
  return dir && strncmp(path, dir, strlen(dir)) == 0;
}

static int file_of(int fd, char *path, size_t room) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, room - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return below(path);
}

/* 0: go on. 1: fail. 2: fail with half of it done. */
static int decide(const char *call, const char *path) {
  long n = atomic_fetch_add(&calls, 1) + 1;
  const char *log = getenv("FAULT_LOG"), *at = getenv("FAULT_AT"), *mode = getenv("FAULT_MODE");
  if (log) {
    char line[4200];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", n, call, path);
    int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0) {
      syscall(SYS_write, fd, line, length);
      syscall(SYS_close, fd);
    }
  }
  long wanted = at ? atol(at) : 0;
  if (!wanted || n < wanted) return 0;
  if (mode && strcmp(mode, "lasting") == 0) return 1;
  if (n != wanted) return 0;
  return mode && strcmp(mode, "torn") == 0 ? 2 : 1;
}

#define REAL(name, type) \
  static __typeof__(type) *real; \
  if (!real) real = (__typeof__(type) *)dlsym(RTLD_NEXT, name);

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL("write", ssize_t(int, const void *, size_t))
  char path[4096];
  int what = file_of(fd, path, sizeof path) ? decide("write", path) : 0;
  if (what == 2) real(fd, bytes, count / 2);
  if (what) return errno = ENOSPC, -1;
  return real(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
  REAL("pwrite64", ssize_t(int, const void *, size_t, off_t))
  char path[4096];
  int what = file_of(fd, path, sizeof path) ? decide("write", path) : 0;
  if (what == 2) real(fd, bytes, count / 2, at);
  if (what) return errno = EIO, -1;
  return real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }

int fsync(int fd) {
  REAL("fsync", int(int))
  char path[4096];
  if (file_of(fd, path, sizeof path) && decide("sync", path)) return errno = EIO, -1;
  return real(fd);
}

int fdatasync(int fd) {
  REAL("fdatasync", int(int))
  char path[4096];
  if (file_of(fd, path, sizeof path) && decide("sync", path)) return errno = EIO, -1;
  return real(fd);
}

int ftruncate64(int fd, off_t length) {
  REAL("ftruncate64", int(int, off_t))
  char path[4096];
  if (file_of(fd, path, sizeof path) && decide("truncate", path)) return errno = EIO, -1;
  return real(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int rename(const char *from, const char *to) {
  REAL("rename", int(const char *, const char *))
  if (below(to) && decide("rename", to)) return errno = EIO, -1;
  return real(from, to);
}

int unlink(const char *path) {
  REAL("unlink", int(const char *))
  if (below(path) && decide("unlink", path)) return errno = EIO, -1;
  return real(path);
}
