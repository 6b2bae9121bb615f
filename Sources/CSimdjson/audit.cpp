// The audit of a tape: depth, and keys that occur twice in one object.

#include "audit.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace {

using Words = const uint64_t *;

constexpr uint64_t payloadMask = (uint64_t(1) << 56) - 1;

/// Objects with more members than this are checked by sorting their keys.
constexpr size_t pairwiseLimit = 16;

uint8_t tag(uint64_t word) noexcept { return uint8_t(word >> 56); }

/// The index just after the value at `index`.
size_t after(Words words, size_t index) noexcept {
  switch (tag(words[index])) {
  case '{':
  case '[': return uint32_t(words[index]);
  case 'l':
  case 'u':
  case 'd': return index + 2;
  default: return index + 1;
  }
}

/// A key: its bytes, and where it stands on the tape.
struct Key {
  const uint8_t *bytes;
  uint32_t length;
  uint32_t index;

  bool operator==(const Key &other) const noexcept {
    return length == other.length && std::memcmp(bytes, other.bytes, length) == 0;
  }
  /// Any total order will do: by length, by bytes, by place.
  bool operator<(const Key &other) const noexcept {
    if (length != other.length) { return length < other.length; }
    const int order = std::memcmp(bytes, other.bytes, length);
    return order != 0 ? order < 0 : index < other.index;
  }
};

Key key(const CSimdjsonTape *tape, size_t index) noexcept {
  const uint8_t *entry = tape->strings + (tape->words[index] & payloadMask);
  uint32_t length;
  std::memcpy(&length, entry, sizeof length);
  return Key{entry + sizeof length, length, uint32_t(index)};
}

/// Writes the keys of the object that opens at `start`, at most `room` of them; returns how many.
size_t keys(const CSimdjsonTape *tape, size_t start, Key *into, size_t room) noexcept {
  const size_t end = after(tape->words, start) - 1;
  size_t count = 0;
  for (size_t at = start + 1; at < end && count < room; at = after(tape->words, at + 1)) {
    into[count++] = key(tape, at);
  }
  return count;
}

/// The number of members of the object at `start`; the tape's own count saturates.
size_t memberCount(const CSimdjsonTape *tape, size_t start) noexcept {
  const size_t counted = size_t((tape->words[start] >> 32) & 0xFFFFFF);
  if (counted < 0xFFFFFF) { return counted; }
  const size_t end = after(tape->words, start) - 1;
  size_t count = 0;
  for (size_t at = start + 1; at < end; at = after(tape->words, at + 1)) { ++count; }
  return count;
}

/// Checks one object. A key's earliest repetition is reported.
CSimdjsonStatus checkKeys(CSimdjsonTape *tape, size_t start) noexcept {
  const size_t members = memberCount(tape, start);
  if (members < 2) { return CSIMDJSON_ACCEPTED; }
  if (members <= pairwiseLimit) {
    Key few[pairwiseLimit];
    const size_t count = keys(tape, start, few, pairwiseLimit);
    for (size_t later = 1; later < count; ++later) {
      for (size_t earlier = 0; earlier < later; ++earlier) {
        if (few[earlier] == few[later]) {
          tape->index = few[later].index;
          return CSIMDJSON_DUPLICATE_KEY;
        }
      }
    }
    return CSIMDJSON_ACCEPTED;
  }
  std::unique_ptr<Key[]> many(new (std::nothrow) Key[members]);
  if (!many) { return CSIMDJSON_OUT_OF_MEMORY; }
  const size_t count = keys(tape, start, many.get(), members);
  std::sort(many.get(), many.get() + count);
  uint32_t first = UINT32_MAX;
  for (size_t i = 1; i < count; ++i) {
    if (many[i - 1] == many[i]) { first = std::min(first, many[i].index); }
  }
  if (first == UINT32_MAX) { return CSIMDJSON_ACCEPTED; }
  tape->index = first;
  return CSIMDJSON_DUPLICATE_KEY;
}

} // namespace

CSimdjsonStatus csimdjson::audit(CSimdjsonTape *tape, size_t maximumDepth,
                                 bool &sawZero) noexcept {
  const Words words = tape->words;
  const size_t end = tape->wordCount - 1; // The closing word of the root.
  CSimdjsonStatus status = CSIMDJSON_ACCEPTED;
  sawZero = false;
  size_t depth = 0;
  size_t tooDeep = 0;
  size_t lastString = 0;
  size_t index = 1;
  while (index < end) {
    // Long arrays of numbers are the common case, and the one where time matters.
    while (index < end && tag(words[index]) == 'd') { index += 2; }
    if (index >= end) { break; }
    switch (tag(words[index])) {
    case 'l': sawZero |= words[++index] == 0; break;
    case 'u': ++index; break;
    case '"': lastString = index; break;
    case '{':
      if (status == CSIMDJSON_ACCEPTED) { status = checkKeys(tape, index); }
      if (++depth > maximumDepth && tooDeep == 0) { tooDeep = index; }
      break;
    case '[':
      if (++depth > maximumDepth && tooDeep == 0) { tooDeep = index; }
      break;
    case ']':
    case '}': --depth; break;
    default: break;
    }
    ++index;
  }
  if (lastString != 0) {
    // Strings are laid out in the order of the tape, so the last one ends the used part.
    const Key last = key(tape, lastString);
    tape->stringByteCount = size_t(last.bytes - tape->strings) + last.length;
  }
  if (tooDeep == 0) { return status; }
  tape->index = tooDeep;
  return CSIMDJSON_TOO_DEEP;
}
