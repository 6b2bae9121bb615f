// Tells the thread sanitizer of locks that it doesn't see.
#ifndef BACKSOLVE_CRACES_H
#define BACKSOLVE_CRACES_H

#include <stdbool.h>

/// Whether the program watches for races, and is told of Swift's locks.
bool cr_is_watching(void);

#endif
