// What RFC 8259 leaves open and this service decides: no key twice, no nesting beyond a limit.
#pragma once

#include "CSimdjson.h"

namespace csimdjson {

/// Walks the tape once and sets `stringByteCount`, and `index` where something is refused.
///
/// `sawZero` tells whether an integer is zero: it may have been written -0, a sign that words lose.
/// Returns CSIMDJSON_ACCEPTED, CSIMDJSON_DUPLICATE_KEY, CSIMDJSON_TOO_DEEP or
/// CSIMDJSON_OUT_OF_MEMORY. O(n log n) in the size of the tape for any document.
CSimdjsonStatus audit(CSimdjsonTape *tape, size_t maximumDepth, bool &sawZero) noexcept;

} // namespace csimdjson
