#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

const uint32_t clinux_epollin = EPOLLIN;
const uint32_t clinux_epollout = EPOLLOUT;
const uint32_t clinux_epollerr = EPOLLERR;
const uint32_t clinux_epollhup = EPOLLHUP;
const uint32_t clinux_epollrdhup = EPOLLRDHUP;
const uint32_t clinux_epollet = EPOLLET;
const uint32_t clinux_epollexclusive = EPOLLEXCLUSIVE;

// Before main, since even the runtime opens something then: what is opened where a standard descriptor is closed
// becomes that one, and the log's lines would go to it.
__attribute__((constructor)) static void open_standard_descriptors(void) {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor += 1)
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) return;
}

static int result(int value) { return value < 0 ? -errno : value; }

static int control(int set, int operation, int descriptor, uint32_t events, uint64_t data) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = events;
  event.data.u64 = data;
  return result(epoll_ctl(set, operation, descriptor, &event));
}

int clinux_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

int clinux_epoll_add(int set, int descriptor, uint32_t events, uint64_t data) {
  return control(set, EPOLL_CTL_ADD, descriptor, events, data);
}

int clinux_epoll_modify(int set, int descriptor, uint32_t events, uint64_t data) {
  return control(set, EPOLL_CTL_MOD, descriptor, events, data);
}

int clinux_epoll_remove(int set, int descriptor) {
  return control(set, EPOLL_CTL_DEL, descriptor, 0, 0);
}

int clinux_epoll_wait(int set, struct clinux_event *events, int capacity, int milliseconds) {
  struct epoll_event buffer[CLINUX_MAX_EVENTS];
  if (capacity > CLINUX_MAX_EVENTS) capacity = CLINUX_MAX_EVENTS;
  int count = epoll_wait(set, buffer, capacity, milliseconds);
  for (int index = 0; index < count; index += 1) {
    events[index].events = buffer[index].events;
    events[index].data = buffer[index].data.u64;
  }
  return result(count);
}

int clinux_eventfd(void) { return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int clinux_ring(int descriptor) {
  const uint64_t one = 1;
  return result((int)write(descriptor, &one, sizeof one));
}

int clinux_accept(int listener, void *address) {
  socklen_t length = sizeof(struct sockaddr_storage);
  return result(accept4(listener, address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

static int signal_counter = -1;

// Only what signal-safety(7) allows.
static void count_signal(int signal) {
  (void)signal;
  int error = errno;
  uint64_t one = 1;
  ssize_t written = write(signal_counter, &one, sizeof one);
  (void)written;
  errno = error;
}

int clinux_watch_signals(const int *signals, int count) {
  int descriptor = clinux_eventfd();
  if (descriptor < 0) return descriptor;
  signal_counter = descriptor;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = count_signal;
  action.sa_flags = SA_RESTART;
  for (int index = 0; index < count; index += 1)
    if (sigaction(signals[index], &action, NULL) < 0) return -errno;
  return descriptor;
}

int64_t clinux_read_signals(int descriptor) {
  uint64_t count = 0;
  return read(descriptor, &count, sizeof count) == sizeof count ? (int64_t)count : 0;
}

// The first version of the kernel's structure, SCHED_ATTR_SIZE_VER0; the C library of Debian 12 has none.
struct attributes {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t niceness;
  uint32_t priority;
  uint64_t runtime;
  uint64_t deadline;
  uint64_t period;
};

int clinux_set_turns(int niceness, uint64_t nanoseconds) {
  struct attributes attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.policy = 0;  // SCHED_OTHER, whose `runtime` is the length of a turn
  attributes.niceness = niceness;
  attributes.runtime = nanoseconds;
  return result((int)syscall(SYS_sched_setattr, 0, &attributes, 0));
}

void clinux_trim_memory(void) { malloc_trim(0); }

void clinux_return_blocks_of(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }

void clinux_keep_free(int bytes) { mallopt(M_TRIM_THRESHOLD, bytes); }
