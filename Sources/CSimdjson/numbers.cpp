// Numbers out: the shortest decimal that reads back as the same double, laid out as people write.

#include <charconv>
#include <cmath>
#include <cstring>

#include "CSimdjson.h"

namespace {

/// Plain digits between these magnitudes, an exponent outside them.
constexpr double plainLeast = 1e-4;
constexpr double plainMost = 9007199254740992.0; // 2^53

/// Writes one finite number; always with a point or an exponent, so that it reads as a double.
char *writeNumber(double number, char *out) noexcept {
  const double magnitude = std::fabs(number);
  char *const end = out + CSIMDJSON_NUMBER_BYTES;
  if (magnitude != 0 && (magnitude < plainLeast || magnitude > plainMost)) {
    return std::to_chars(out, end, number, std::chars_format::scientific).ptr;
  }
  char *const stop = std::to_chars(out, end, number, std::chars_format::fixed).ptr;
  if (std::memchr(out, '.', size_t(stop - out)) != nullptr) { return stop; }
  stop[0] = '.';
  stop[1] = '0';
  return stop + 2;
}

} // namespace

size_t csimdjson_write_doubles(const double *numbers, size_t count, uint8_t *bytes) noexcept {
  char *const start = reinterpret_cast<char *>(bytes);
  char *out = start;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) { *out++ = ','; }
    out = writeNumber(numbers[i], out);
  }
  return size_t(out - start);
}

size_t csimdjson_first_non_finite(const double *numbers, size_t count) noexcept {
  constexpr uint64_t exponent = 0x7FF0000000000000;
  constexpr size_t stretch = 1024;
  for (size_t start = 0; start < count; start += stretch) {
    const size_t end = start + stretch < count ? start + stretch : count;
    uint64_t seen = 0;
    for (size_t i = start; i < end; ++i) {
      uint64_t bits;
      std::memcpy(&bits, numbers + i, sizeof bits);
      seen |= uint64_t((bits & exponent) == exponent);
    }
    for (size_t i = start; seen != 0 && i < end; ++i) {
      if (!std::isfinite(numbers[i])) { return i; }
    }
  }
  return count;
}
