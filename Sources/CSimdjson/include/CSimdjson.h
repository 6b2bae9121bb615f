/// The C face of the simdjson parser, and of Dragonbox, which finds the shortest digits of numbers.
///
/// A parser turns a text into a *tape*, simdjson's documented flat form of a document: one 64-bit
/// word per value (two for a number, two for a container, its open and its close), the tag in the
/// highest byte. The caller reads the words directly; there is no call per value. Nothing here
/// throws, aborts or keeps a pointer to the caller's bytes.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define CSIMDJSON_NOEXCEPT noexcept
#else
#define CSIMDJSON_NOEXCEPT
#endif

/// What became of a text.
typedef enum CSimdjsonStatus {
  /// The tape is ready.
  CSIMDJSON_ACCEPTED = 0,
  /// simdjson refuses the text. It may still be good: it refuses integers beyond 64 bits.
  CSIMDJSON_REFUSED = 1,
  /// The text may hold the integer -0, whose sign the tape has lost.
  CSIMDJSON_MINUS_ZERO = 2,
  /// An object repeats a key; `index` is the tape index of the later one.
  CSIMDJSON_DUPLICATE_KEY = 3,
  /// A container lies deeper than allowed; `index` is its tape index.
  CSIMDJSON_TOO_DEEP = 4,
  /// There was not enough memory.
  CSIMDJSON_OUT_OF_MEMORY = 5,
} CSimdjsonStatus;

/// A reusable parser with its buffers. Used by one thread at a time.
typedef struct CSimdjsonParser CSimdjsonParser;

/// A parsed document: valid until the parser is used again or destroyed.
typedef struct CSimdjsonTape {
  /// The words; word 0 is the root's, word 1 starts the root value.
  const uint64_t *words;
  /// How many words there are.
  size_t wordCount;
  /// The strings, decoded: each a native 32-bit length, its bytes, a zero.
  const uint8_t *strings;
  /// How many bytes of `strings` are in use.
  size_t stringByteCount;
  /// Where a duplicate key or a container too deep was found.
  size_t index;
} CSimdjsonTape;

/// Makes a parser; null when there is no memory.
CSimdjsonParser *csimdjson_create(void) CSIMDJSON_NOEXCEPT;

/// Destroys a parser and every tape it has given out.
void csimdjson_destroy(CSimdjsonParser *parser) CSIMDJSON_NOEXCEPT;

/// Takes an idle parser from the pool that all threads share, or makes one; null when there is no
/// memory.
CSimdjsonParser *csimdjson_take(void) CSIMDJSON_NOEXCEPT;

/// Gives a parser back to the pool, or destroys it; every tape it has given out is invalid.
void csimdjson_give(CSimdjsonParser *parser) CSIMDJSON_NOEXCEPT;

/// The longest text the parser can take without asking for more memory.
size_t csimdjson_capacity(const CSimdjsonParser *parser) CSIMDJSON_NOEXCEPT;

/// Parses `count` bytes (copied, so no padding is asked of the caller; below 4 GiB).
///
/// - `maximumDepth`: how many containers may be nested.
/// - `allowMinusZero`: parse even where the integer -0 may occur.
CSimdjsonStatus csimdjson_parse(CSimdjsonParser *parser, const uint8_t *bytes, size_t count,
                                size_t maximumDepth, bool allowMinusZero,
                                CSimdjsonTape *tape) CSIMDJSON_NOEXCEPT;

/// Reads consecutive numbers from the words [first, end) into `numbers` (room for half as many).
///
/// Returns how many were read; `*stop` is `end`, or the index of the first word that is no number.
size_t csimdjson_read_doubles(const uint64_t *words, size_t first, size_t end, double *numbers,
                              size_t *stop) CSIMDJSON_NOEXCEPT;

/// The most bytes one number takes in `csimdjson_write_doubles`, its comma included.
enum { CSIMDJSON_NUMBER_BYTES = 32 };

/// Writes finite numbers, separated by commas, each in the shortest form that reads back the same.
///
/// `bytes` has room for `count * CSIMDJSON_NUMBER_BYTES`. Returns how many bytes were written.
size_t csimdjson_write_doubles(const double *numbers, size_t count,
                               uint8_t *bytes) CSIMDJSON_NOEXCEPT;

/// The index of the first number that is infinite or not a number; `count` if all are finite.
size_t csimdjson_first_non_finite(const double *numbers, size_t count) CSIMDJSON_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
