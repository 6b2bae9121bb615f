#ifndef CLINUX_H
#define CLINUX_H

/// Thin wrappers of Linux system calls that Swift's Glibc module does not import. Each returns
/// what the system call returns, or the negated error number in place of -1, so that callers need
/// not read errno. A call that was interrupted is not repeated.

#include <stdint.h>

/// An event of an epoll set. Unlike the kernel's structure this one is not packed.
struct clinux_event {
  uint32_t events;
  uint64_t data;
};

/// The most events that one clinux_epoll_wait takes.
enum { CLINUX_MAX_EVENTS = 256 };

/// The event bits used here.
extern const uint32_t clinux_epollin;
extern const uint32_t clinux_epollout;
extern const uint32_t clinux_epollerr;
extern const uint32_t clinux_epollhup;
extern const uint32_t clinux_epollrdhup;
extern const uint32_t clinux_epollet;
extern const uint32_t clinux_epollexclusive;

/// epoll_create1 with EPOLL_CLOEXEC.
int clinux_epoll_create(void);

/// epoll_ctl with EPOLL_CTL_ADD.
int clinux_epoll_add(int set, int descriptor, uint32_t events, uint64_t data);

/// epoll_ctl with EPOLL_CTL_MOD.
int clinux_epoll_modify(int set, int descriptor, uint32_t events, uint64_t data);

/// epoll_ctl with EPOLL_CTL_DEL.
int clinux_epoll_remove(int set, int descriptor);

/// epoll_wait for at most `capacity`, but never more than CLINUX_MAX_EVENTS, events.
int clinux_epoll_wait(int set, struct clinux_event *events, int capacity, int milliseconds);

/// A new eventfd that doesn't block.
int clinux_eventfd(void);

/// Adds 1 to an eventfd.
int clinux_ring(int descriptor);

/// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC; fills in a struct sockaddr_storage.
int clinux_accept(int listener, void *address);

/// Takes signals over from now on, whatever else the process does: an eventfd that counts them, which
/// doesn't block. To be called once.
int clinux_watch_signals(const int *signals, int count);

/// Reads how many signals have come since the last call; 0 if none.
int64_t clinux_read_signals(int descriptor);

/// sched_setattr for the calling thread: SCHED_OTHER with that niceness, and turns of that many nanoseconds
/// (0.1 to 100 ms are granted). Before Linux 6.12 the length of turns is not followed.
int clinux_set_turns(int niceness, uint64_t nanoseconds);

/// malloc_trim: gives memory that the process has freed back to the system.
void clinux_trim_memory(void);

/// mallopt: from now on blocks of `bytes` and more are taken from the system one by one, and return to it when
/// they are freed. By itself malloc soon keeps blocks of up to 32 MB.
void clinux_return_blocks_of(int bytes);

/// mallopt: from now on up to `bytes` of free memory at the end of each of malloc's heaps are kept there. By
/// itself malloc gives them back beyond 128 kB once the other limit is set, at each call that frees so much.
void clinux_keep_free(int bytes);

#endif
