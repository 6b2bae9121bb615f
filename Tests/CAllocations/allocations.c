// malloc and its relatives, defined in the program that runs the tests. The dynamic linker prefers a
// program's own definitions for all its libraries, Swift's runtime among them ("Replacing malloc" in
// the manual of the GNU C library). They count, and hand on to what libc itself calls them; free
// stays libc's.
#include "CAllocations.h"

#include <errno.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

// Of the program itself, so that an access needs neither a call nor memory.
static _Thread_local uint64_t count __attribute__((tls_model("initial-exec")));

uint64_t ca_allocation_count(void) { return count; }

#if defined(__GLIBC__) && !defined(SANITIZED)
bool ca_is_counting(void) { return true; }

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count++;
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count++;
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
    return EINVAL;
  count++;
  void *memory = __libc_memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}
#else
bool ca_is_counting(void) { return false; }
#endif
