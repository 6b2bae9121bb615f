// Comparing, choosing and rounding, as Swift writes them.

/// The smaller of two; NaN if either is. Where they are equal each has half of the derivative.
public func min(_ x: Value, _ y: Value) -> Value { Elementwise.minimum(x, y) }
/// The larger of two; NaN if either is. Where they are equal each has half of the derivative.
public func max(_ x: Value, _ y: Value) -> Value { Elementwise.maximum(x, y) }

/// x between two bounds: min(max(x, lower), upper).
///
/// At a bound, x and the bound have half of the derivative each.
public func clamp(_ x: Value, _ lower: Value, _ upper: Value) -> Value {
  min(max(x, lower), upper)
}

/// The largest whole number that is not above x. Its derivative is 0, at the steps too.
public func floor(_ x: Value) -> Value { Elementwise.floor(x) }

/// x − y ⌊x/y⌋: the remainder with the divisor's sign; NaN for y = 0.
///
/// Its derivatives are 1 and −⌊x/y⌋, at the jumps too.
public func mod(_ x: Value, _ y: Value) -> Value { Elementwise.mod(x, y) }

/// `a` at the points where the condition is above 0, else, or where it is NaN, `b`.
///
/// A comparison is a condition. What is not chosen has no effect: neither its value nor its
/// derivatives, of any order and in either mode, even if they are infinite or NaN. So
/// where(x > 0, √x, 0) has the derivative 0 at x = 0.
public func `where`(_ condition: Value, _ a: Value, _ b: Value) -> Value {
  Elementwise.select(condition, a, b)
}

// Comparisons: 1 where they hold, else 0; with NaN only ≠ holds. Their derivatives are 0.

/// x < y.
public func isLess(_ x: Value, _ y: Value) -> Value { Elementwise.less(x, y) }
/// x ≤ y.
public func isLessOrEqual(_ x: Value, _ y: Value) -> Value { Elementwise.lessOrEqual(x, y) }
/// x > y.
public func isGreater(_ x: Value, _ y: Value) -> Value { Elementwise.less(y, x) }
/// x ≥ y.
public func isGreaterOrEqual(_ x: Value, _ y: Value) -> Value { Elementwise.lessOrEqual(y, x) }
/// x = y.
public func isEqual(_ x: Value, _ y: Value) -> Value { Elementwise.equal(x, y) }
/// x ≠ y.
public func isNotEqual(_ x: Value, _ y: Value) -> Value { Elementwise.notEqual(x, y) }
