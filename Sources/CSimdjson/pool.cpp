// The parsers that are not in use, kept with their buffers for the next text.

#include <mutex>

#include "CSimdjson.h"

namespace {

/// How many parsers are kept.
constexpr size_t room = 8;

/// A parser that has grown beyond this many bytes of text is not kept.
constexpr size_t largestCapacity = 64 << 10;

std::mutex lock;
CSimdjsonParser *idle[room];
size_t idleCount = 0;

} // namespace

CSimdjsonParser *csimdjson_take(void) noexcept {
  {
    const std::lock_guard<std::mutex> guard(lock);
    if (idleCount > 0) { return idle[--idleCount]; }
  }
  return csimdjson_create();
}

void csimdjson_give(CSimdjsonParser *parser) noexcept {
  // A capacity of 0: it ran out of memory, and gives back what it has.
  const size_t capacity = csimdjson_capacity(parser);
  if (capacity > 0 && capacity <= largestCapacity) {
    const std::lock_guard<std::mutex> guard(lock);
    if (idleCount < room) {
      idle[idleCount++] = parser;
      return;
    }
  }
  csimdjson_destroy(parser);
}
