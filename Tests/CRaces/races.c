// Synchronization.Mutex for the thread sanitizer.
//
// Where nobody else wants a Mutex, taking and releasing it are atomic operations inlined in the
// program, which the sanitizer sees. Where threads meet, three functions of libswiftSynchronization leave
// it to the kernel (futex(2), FUTEX_LOCK_PI), in code compiled without the sanitizer, which would then
// report what the lock protects. They are defined here, in the program that runs the tests, whose
// definitions the dynamic linker prefers, and hand on to the library's: what was done before a lock is
// released happened before it is taken. Nothing is suppressed, so real races are still found.
#include "CRaces.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) && defined(__linux__)
#define WATCHING 1
#endif
#endif

#ifdef WATCHING
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

bool cr_is_watching(void) { return true; }

// Of the sanitizer's runtime (sanitizer/tsan_interface.h).
extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

// Methods of _MutexHandle in Swift's calling convention: the handle comes as self. Its first and only
// member is the word that the inlined operations are on.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *handle
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*lock_function)(uint32_t thread, SELF);
typedef SWIFT bool (*try_lock_function)(SELF);
typedef SWIFT void (*unlock_function)(SELF);

// The library's own function; each is looked up at every call, which is rare and safe from any thread.
static void *library(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function) abort();
  return function;
}

SWIFT void cr_lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
SWIFT void cr_lock_slow(uint32_t thread, SELF) {
  ((lock_function)library(LOCK_SLOW))(thread, handle);
  __tsan_acquire(handle);
}

SWIFT bool cr_try_lock_slow(SELF) __asm__(TRY_LOCK_SLOW);
SWIFT bool cr_try_lock_slow(SELF) {
  bool isTaken = ((try_lock_function)library(TRY_LOCK_SLOW))(handle);
  if (isTaken) __tsan_acquire(handle);
  return isTaken;
}

SWIFT void cr_unlock_slow(SELF) __asm__(UNLOCK_SLOW);
SWIFT void cr_unlock_slow(SELF) {
  __tsan_release(handle);
  ((unlock_function)library(UNLOCK_SLOW))(handle);
}
#else
bool cr_is_watching(void) { return false; }
#endif
