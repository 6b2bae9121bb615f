// Numbers out: the shortest decimal that reads back as the same double, laid out as people write.
//
// Dragonbox finds the digits. They are put into place as words, since to move them about byte by byte
// takes longer than to find them.

#include <cmath>
#include <cstring>

#include <dragonbox-1.1.3/dragonbox/dragonbox.h>

#include "CSimdjson.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the first digit is taken to be the lowest byte of a word"
#endif

namespace {

/// Plain digits between these magnitudes, an exponent outside them.
constexpr double plainLeast = 1e-4;
constexpr double plainMost = 9007199254740992.0; // 2^53

constexpr uint64_t tenTo8 = 100'000'000;
constexpr uint64_t tenTo16 = tenTo8 * tenTo8;

/// The powers of ten that a word holds.
struct PowersOfTen {
  uint64_t values[20];
  constexpr PowersOfTen() noexcept : values{} {
    uint64_t power = 1;
    for (uint64_t &value : values) {
      value = power;
      power *= 10;
    }
  }
};
constexpr PowersOfTen powers;

/// How many decimal digits a number between 1 and 10^19 has.
int digitCount(uint64_t number) noexcept {
  // 1233/4096 is log10(2) less 0.000005: times the bits it gives the digits, or one less.
  const int least = ((64 - __builtin_clzll(number)) * 1233) >> 12;
  return least + (number >= powers.values[least]);
}

/// The eight digits of a number below 10^8, each in its byte.
///
/// Split three times: into numbers below 10^4, 10^2 and 10, all parts at once. A part p of width w
/// becomes q = p / d below and the remainder above it, q + (p - d q) 2^w = 2^w p - (2^w d - 1) q. In
/// place of the division stands a multiplication by a reciprocal that is exact for such small numbers.
uint64_t eightDigits(uint64_t number) noexcept {
  const uint64_t fours = (number << 32) - ((10000ull << 32) - 1) * ((number * 109951163) >> 40);
  const uint64_t hundreds = ((fours * 10486) >> 20) & 0x0000007F'0000007F;
  const uint64_t twos = (fours << 16) - ((100 << 16) - 1) * hundreds;
  const uint64_t tens = ((twos * 103) >> 10) & 0x000F'000F'000F'000F;
  return (twos << 8) - ((10 << 8) - 1) * tens;
}

/// The digits of a positive number, d₁.d₂d₃… × 10^exponent.
struct Digits {
  /// d₁, d₂ to d₉, and d₁₀ to d₁₇: characters.
  char first;
  uint64_t high, low;
  /// How many there are up to the last that is not 0.
  int count;
  int exponent;

  // Inline, so that words go from register to memory and not through this structure's.
  __attribute__((always_inline)) explicit Digits(double number) noexcept {
    using namespace jkj::dragonbox;
    const auto decimal = to_decimal(number, policy::sign::ignore, policy::trailing_zero::ignore);
    const int length = digitCount(decimal.significand);
    exponent = length + decimal.exponent - 1;
    const uint64_t digits = decimal.significand * powers.values[17 - length];
    const uint64_t front = digits / tenTo8;
    const uint64_t lead = front / tenTo8;
    high = eightDigits(front - lead * tenTo8);
    low = eightDigits(digits - front * tenTo8);
    // The last digit is the highest byte.
    count = low != 0    ? 17 - __builtin_clzll(low) / 8
            : high != 0 ? 9 - __builtin_clzll(high) / 8
                        : 1;
    constexpr uint64_t zeros = 0x3030303030303030;
    first = char('0' + lead);
    high |= zeros;
    low |= zeros;
  }

  /// Writes all seventeen.
  void write(char *out) const noexcept {
    out[0] = first;
    std::memcpy(out + 1, &high, 8);
    std::memcpy(out + 9, &low, 8);
  }
};

/// Writes 0.000123: zeros up to the first digit.
char *writeFraction(const Digits &digits, char *out) noexcept {
  std::memcpy(out, "0.000", 5);
  out += 1 - digits.exponent;
  digits.write(out);
  return out + digits.count;
}

/// Writes eight characters with a point before the one at `place`, 0 to 7, and without the last.
void writePoint(uint64_t characters, int place, char *out) noexcept {
  const uint64_t before = (uint64_t(1) << (8 * place)) - 1;
  const uint64_t text = (characters & before) | uint64_t('.') << (8 * place) |
                        (characters & ~before) << 8;
  std::memcpy(out, &text, 8);
}

/// Writes digits with the point behind the first `place` of them, 1 to 16; at least one follows it.
char *writeAroundPoint(const Digits &digits, int place, char *out) noexcept {
  // Those behind the point, one further on; then those before it.
  digits.write(out + 1);
  out[0] = digits.first;
  if (place <= 8) {
    writePoint(digits.high, place - 1, out + 1);
  } else {
    std::memcpy(out + 1, &digits.high, 8);
    writePoint(digits.low, place - 9, out + 9);
  }
  return out + 1 + (digits.count > place ? digits.count : place + 1);
}

/// Writes 1.23e-45: a point only where a digit follows it, and two digits of the exponent at least.
char *writeScientific(const Digits &digits, char *out) noexcept {
  char *const end = writeAroundPoint(digits, 1, out);
  out = digits.count > 1 ? end : out + 1;
  const int exponent = digits.exponent;
  const int magnitude = exponent < 0 ? -exponent : exponent;
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  if (magnitude >= 100) { *out++ = char('0' + magnitude / 100); }
  *out++ = char('0' + magnitude / 10 % 10);
  *out++ = char('0' + magnitude % 10);
  return out;
}

/// Writes one finite number; always with a point or an exponent, so that it reads as a double.
///
/// Up to 24 characters, and up to 8 bytes of no meaning behind them.
char *writeNumber(double number, char *out) noexcept {
  *out = '-';
  out += std::signbit(number);
  const double magnitude = std::fabs(number);
  if (magnitude == 0) {
    std::memcpy(out, "0.0", 3);
    return out + 3;
  }
  const Digits digits(magnitude);
  if (magnitude < plainLeast || magnitude > plainMost) { return writeScientific(digits, out); }
  if (digits.exponent < 0) { return writeFraction(digits, out); }
  return writeAroundPoint(digits, digits.exponent + 1, out);
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
