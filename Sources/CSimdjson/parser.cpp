// The parser: owns its buffers, copies the text behind padding, runs simdjson, audits the tape.

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include <simdjson.h>

#include "CSimdjson.h"
#include "audit.h"

namespace {

/// The least capacity, so that small requests never make a parser grow.
constexpr size_t minimumCapacity = 8192;

/// The longest text simdjson can index.
constexpr size_t maximumCapacity =
    simdjson::SIMDJSON_MAXSIZE_BYTES - 2 * simdjson::SIMDJSON_PADDING;

/// Whether a number -0 without fraction or exponent may occur among `count` bytes.
///
/// Two readable bytes must follow. A string can cause a false alarm, never a miss. Branch-free, so
/// that the compiler vectorises it.
bool mayHoldMinusZero(const uint8_t *bytes, size_t count) noexcept {
  constexpr size_t stretch = 4096;
  for (size_t start = 0; start < count; start += stretch) {
    const size_t end = std::min(count, start + stretch);
    uint8_t seen = 0;
    for (size_t i = start; i < end; ++i) {
      const uint8_t next = bytes[i + 2];
      const uint8_t minusZero = uint8_t(bytes[i] == '-') & uint8_t(bytes[i + 1] == '0');
      // What can follow a number: white space and the comma lie below '-', and the closing
      // brackets differ by one bit. A digit, a point or an exponent does not end it.
      const uint8_t ends = uint8_t(next < '-') | uint8_t((next & 0xDF) == ']');
      seen |= minusZero & ends;
    }
    if (seen) { return true; }
  }
  return false;
}

} // namespace

struct CSimdjsonParser {
  simdjson::dom::parser parser{};
  simdjson::dom::document document{};
  std::unique_ptr<uint8_t[]> text{};
  size_t capacity = 0;
  size_t depth = 0;

  /// Makes room for `count` bytes; false when there is no memory.
  bool reserve(size_t count, size_t maximumDepth) noexcept {
    if (count <= capacity && maximumDepth <= depth) { return true; }
    const size_t levels = std::max(maximumDepth, depth);
    size_t wanted = std::max({count, capacity, minimumCapacity});
    // Grow by half again at least, so that growing texts do not reallocate each time.
    if (wanted > capacity) {
      wanted = std::min(std::max(wanted, capacity + capacity / 2), maximumCapacity);
    }
    capacity = 0;
    text.reset(new (std::nothrow) uint8_t[wanted + simdjson::SIMDJSON_PADDING]);
    // A bound only: simdjson counts no empty container. The audit decides exactly.
    if (!text || document.allocate(wanted) != simdjson::SUCCESS ||
        parser.allocate(wanted, levels + 2) != simdjson::SUCCESS) {
      text.reset();
      return false;
    }
    capacity = wanted;
    depth = levels;
    return true;
  }
};

CSimdjsonParser *csimdjson_create(void) noexcept { return new (std::nothrow) CSimdjsonParser(); }

void csimdjson_destroy(CSimdjsonParser *parser) noexcept { delete parser; }

size_t csimdjson_capacity(const CSimdjsonParser *parser) noexcept { return parser->capacity; }

CSimdjsonStatus csimdjson_parse(CSimdjsonParser *parser, const uint8_t *bytes, size_t count,
                                size_t maximumDepth, bool allowMinusZero,
                                CSimdjsonTape *tape) noexcept {
  *tape = CSimdjsonTape{};
  if (count > maximumCapacity) { return CSIMDJSON_OUT_OF_MEMORY; }
  if (!parser->reserve(count, maximumDepth)) { return CSIMDJSON_OUT_OF_MEMORY; }
  uint8_t *text = parser->text.get();
  if (count > 0) { std::memcpy(text, bytes, count); }
  std::memset(text + count, ' ', simdjson::SIMDJSON_PADDING);

  // A byte order mark is refused here, because later versions of simdjson step over it.
  if (count >= 3 && std::memcmp(text, "\xEF\xBB\xBF", 3) == 0) { return CSIMDJSON_REFUSED; }

  const auto error =
      parser->parser.parse_into_document(parser->document, text, count, false).error();
  if (error == simdjson::MEMALLOC) { return CSIMDJSON_OUT_OF_MEMORY; }
  if (error != simdjson::SUCCESS) { return CSIMDJSON_REFUSED; }

  tape->words = parser->document.tape.get();
  tape->wordCount = size_t(tape->words[0] & simdjson::internal::JSON_VALUE_MASK);
  tape->strings = parser->document.string_buf.get();
  bool sawZero = false;
  const CSimdjsonStatus status = csimdjson::audit(tape, maximumDepth, sawZero);
  if (status != CSIMDJSON_ACCEPTED || allowMinusZero || !sawZero) { return status; }
  return mayHoldMinusZero(text, count) ? CSIMDJSON_MINUS_ZERO : CSIMDJSON_ACCEPTED;
}

size_t csimdjson_read_doubles(const uint64_t *words, size_t first, size_t end, double *numbers,
                              size_t *stop) noexcept {
  size_t count = 0;
  size_t index = first;
  for (; index + 1 < end; index += 2) {
    const uint64_t value = words[index + 1];
    double number;
    switch (words[index] >> 56) {
    case 'd': std::memcpy(&number, &value, sizeof number); break;
    case 'l': number = double(int64_t(value)); break;
    case 'u': number = double(value); break;
    default: *stop = index; return count;
    }
    numbers[count++] = number;
  }
  *stop = index;
  return count;
}
