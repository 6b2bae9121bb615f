// Counts allocations, so that tests can prove that there are none.
#ifndef BACKSOLVE_CALLOCATIONS_H
#define BACKSOLVE_CALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/// The calls of malloc and its relatives that this thread has made since it began.
uint64_t ca_allocation_count(void);

/// Whether allocations are counted: with glibc, and without a sanitizer, which has its own malloc.
bool ca_is_counting(void);

#endif
