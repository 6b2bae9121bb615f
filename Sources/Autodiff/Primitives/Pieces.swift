// Fields taken apart and put together.

extension Value {
  /// The value at a point of a field.
  ///
  /// In the reverse sweep all reads of one field are collected: k of them cost O(N + k), not O(N k).
  public subscript(index: Int) -> Value {
    precondition(!shape.isScalar && (0..<shape.count).contains(index), "no point \(index)")
    if let knownField { return Value(knownField[index]) }
    return graph?.apply(.element(index), [self], shape: .scalar) ?? self
  }

  /// The values at some consecutive points, as a field; there may be none.
  public subscript(range: Range<Int>) -> Value {
    precondition(
      !shape.isScalar && range.lowerBound >= 0 && range.upperBound <= shape.count,
      "no points \(range)")
    guard let graph, Shape.field(range.count) != shape else { return self }
    if let constantField { return graph.constant(Array(constantField[range])) }
    return graph.apply(.slice(range.lowerBound), [self], shape: .field(range.count))
  }

  /// This field with another value at one point. The field itself stays as it is.
  ///
  /// It costs a copy; for many writes there is `FieldBuilder`.
  public func replacing(_ index: Int, with value: Value) -> Value {
    precondition(value.shape.isScalar, "a point holds a number")
    return replacing(index..<index + 1, with: value)
  }

  /// This field with other values at some consecutive points: a field of as many values, or a scalar
  /// for all of them. The field itself stays as it is.
  public func replacing(_ range: Range<Int>, with values: Value) -> Value {
    precondition(
      !shape.isScalar && range.lowerBound >= 0 && range.upperBound <= shape.count,
      "no points \(range)")
    precondition(
      values.shape.isScalar || values.shape.count == range.count, "\(range.count) values go there")
    guard let graph else { return self }
    let piece = range.count == 1 ? values : graph.lift(values, to: .field(range.count))
    return graph.assemble(
      [
        (0, self[0..<range.lowerBound]), (range.lowerBound, piece),
        (range.upperBound, self[range.upperBound..<shape.count]),
      ], shape: shape)
  }
}

extension Graph {
  /// A field of pieces, each at its offset: added up where they overlap, 0 where none is.
  func assemble(_ pieces: [(offset: Int, value: Value)], shape: Shape) -> Value {
    let pieces = pieces.filter { $0.value.shape.count > 0 }
    if pieces.count == 1, pieces[0].value.shape == shape { return pieces[0].value }
    if pieces.isEmpty {
      return constant([Double](repeating: 0, count: shape.count), shape: shape)
    }
    return apply(.assemble(offsets: pieces.map(\.offset)), pieces.map(\.value), shape: shape)
  }
}

/// The pieces one after the other, as one field; a scalar is a piece of one point.
///
/// At least one piece must be more than a bare number, which belongs to no graph.
public func concatenate(_ pieces: [Value]) -> Value {
  guard let graph = pieces.lazy.compactMap(\.graph).first else {
    preconditionFailure("bare numbers are no field")
  }
  var placed: [(offset: Int, value: Value)] = []
  var count = 0
  for piece in pieces {
    placed.append((count, piece))
    count += piece.shape.count
  }
  return graph.assemble(placed, shape: .field(count))
}

/// A field with zeros before and after it.
public func pad(_ x: Value, before: Int, after: Int) -> Value {
  precondition(before >= 0 && after >= 0 && !x.shape.isScalar, "only a field can be padded")
  return x.graph?.assemble([(before, x)], shape: .field(before + x.shape.count + after)) ?? x
}

/// xₙ₋₁, …, x₀.
public func reverse(_ x: Value) -> Value { apply(Reversal(count: x.shape.count), x) }

/// The field moved on by `steps` points, to lower ones if negative, on a ring: yᵢ₊ₛ = xᵢ.
public func circularShift(_ x: Value, by steps: Int) -> Value {
  let count = x.shape.count
  guard count > 0 else { return x }
  let forward = ((steps % count) + count) % count
  return forward == 0 ? x : apply(Rotation(count: count, steps: forward), x)
}

/// A field under construction: what is written at traced points is read back, and the field as it is
/// at any moment is a value like any other.
///
/// Writing is assignment while tracing: nothing that was computed before changes, so that
/// derivatives are right whatever is overwritten. k writes to N points cost O(N + k) in a run.
public struct FieldBuilder {
  private var base: Value
  private var written: [Int: Value] = [:]

  /// Starts from a field.
  public init(_ field: Value) {
    precondition(!field.shape.isScalar && field.graph != nil, "a builder starts from a field")
    base = field
  }

  /// Starts from zeros.
  public init(count: Int, in graph: Graph) {
    self.init(graph.constant([Double](repeating: 0, count: count)))
  }

  /// The number of points.
  public var count: Int { base.shape.count }

  /// The value at a point.
  public subscript(index: Int) -> Value {
    get { written[index] ?? base[index] }
    set {
      precondition((0..<count).contains(index), "no point \(index)")
      precondition(newValue.shape.isScalar, "a point holds a number")
      written[index] = newValue
    }
  }

  /// The values at some consecutive points; a scalar may be written to all of them.
  public subscript(range: Range<Int>) -> Value {
    get { field[range] }
    set {
      base = field.replacing(range, with: newValue)
      written = [:]
    }
  }

  /// The field as it is now.
  public var field: Value {
    guard let graph = base.graph, !written.isEmpty else { return base }
    var pieces: [(offset: Int, value: Value)] = []
    var end = 0
    for (index, value) in written.sorted(by: { $0.key < $1.key }) {
      if end < index { pieces.append((end, base[end..<index])) }
      pieces.append((index, value))
      end = index + 1
    }
    if end < count { pieces.append((end, base[end..<count])) }
    return graph.assemble(pieces, shape: base.shape)
  }
}
