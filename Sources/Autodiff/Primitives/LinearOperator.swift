/// A linear map from fields to fields, such as a Fourier transform or the solution of a linear
/// system: prepared once, applied often, from any number of threads at once.
///
/// The law that makes it differentiable in both modes is that `transpose` is its transpose in the
/// Euclidean inner product: w · A v = Aᵀ w · v for all v and w. `dotProductDefect` tests it.
public protocol LinearOperator: AnyObject, Sendable {
  /// What tells maps of one type apart.
  associatedtype Identity: Hashable = ObjectIdentifier

  /// The number of values read.
  var inputCount: Int { get }

  /// The number of values written.
  var outputCount: Int { get }

  /// The number of doubles that `apply` may use as it likes.
  var scratchCount: Int { get }

  /// The transposed map; for a symmetric map, the map itself. Either this or `transposed` is given.
  var transpose: any LinearOperator { get }

  /// Tells maps apart: those of one type and equal identity are the same map, which a graph applies to
  /// the same operand only once. By default the object's own.
  var identity: Identity { get }

  /// Aᵀ w as a value. By default `transpose` applied to w; a map whose transpose is another one with
  /// weights says so here, so that the graph sees both.
  func transposed(_ w: Value) -> Value

  /// d where A B = diag(d), if the product with `inner` is diagonal; asked only if the sizes fit. It
  /// tells the graph that a transform and its inverse cancel.
  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]?

  /// d where Aᵀ A = diag(d), if it is: then |A x|² = Σ dᵢ xᵢ² (for a transform, Parseval's theorem).
  var gramDiagonal: [Double]? { get }

  /// A 1, the image of the field that is 1 everywhere, where it is known without round-off. What is
  /// 0 in it is 0 then, and all that would be computed from it vanishes.
  var imageOfOnes: [Double]? { get }

  /// A x in operations of the graph, for a map that is nothing more than some of these; nil by default.
  /// It is asked for what is left of an operand when factors and shifts have been moved out, so that the
  /// map still takes out of them what its operations would not: (x + c) − mean(x + c) is x − mean(x).
  func expansion(of x: Value) -> Value?

  /// Writes A x into y.
  ///
  /// - Parameters:
  ///   - x: the input, of `inputCount` values; it must be left as it is.
  ///   - y: the output, of `outputCount` values, distinct from the input; all are to be written.
  ///   - scratch: `scratchCount` values without meaning. All three begin on a 64-byte boundary, and
  ///     the memory up to the next one is theirs.
  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>)

  /// The same for a map that may take seconds: it asks from time to time whether it is cancelled, and what it
  /// leaves undone then is not read. By default `apply(_:into:scratch:)`, which asks nothing.
  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>,
    _ cancellation: Cancellation?)

  /// Whether `apply(destroying:into:)` is given, for a map that would have to copy its input
  /// otherwise. False by default.
  var canDestroyInput: Bool { get }

  /// Writes A x into y, and anything into x: for an input that nothing else reads.
  func apply(destroying x: inout MutableSpan<Double>, into y: inout MutableSpan<Double>)
}

extension LinearOperator where Identity == ObjectIdentifier {
  /// The object itself.
  public var identity: ObjectIdentifier { ObjectIdentifier(self) }
}

extension LinearOperator {
  var erasedIdentity: AnyHashable { AnyHashable(identity) }

  /// The map that `transposed` describes.
  public var transpose: any LinearOperator {
    TracedOperator(inputCount: outputCount, outputCount: inputCount) { self.transposed($0) }
  }

  /// The operator `transpose` applied to w.
  public func transposed(_ w: Value) -> Value { Autodiff.apply(transpose, w) }

  /// Nothing is known of the product.
  public func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? { nil }

  /// Nothing is known of Aᵀ A.
  public var gramDiagonal: [Double]? { nil }

  /// Nothing is known of A 1 but what `apply` gives.
  public var imageOfOnes: [Double]? { nil }

  /// The map is an operation of its own.
  public func expansion(of x: Value) -> Value? { nil }

  /// All of it, in one go.
  public func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>,
    _ cancellation: Cancellation?
  ) {
    apply(x, into: &y, scratch: &scratch)
  }

  /// The map takes its input as it is.
  public var canDestroyInput: Bool { false }

  /// The general way, with scratch space of its own.
  public func apply(destroying x: inout MutableSpan<Double>, into y: inout MutableSpan<Double>) {
    let space = AlignedBuffer(count: scratchCount)
    withExtendedLifetime(space) {
      let part = unsafe space.part(at: 0, count: scratchCount)
      var scratch = unsafe part.mutableSpan
      apply(x.span, into: &y, scratch: &scratch)
    }
  }

  /// A v, for tests and setup work: allocates what the map needs.
  public func callAsFunction(_ v: [Double]) -> [Double] {
    precondition(v.count == inputCount)
    let x = AlignedBuffer(count: inputCount)
    let y = AlignedBuffer(count: outputCount)
    let scratch = AlignedBuffer(count: scratchCount)
    x.copy(from: v, at: 0)
    withExtendedLifetime((x, y, scratch)) {
      unsafe apply(from: x.base, into: y.base, scratch: scratch.base, OperatorSizes(self))
    }
    return y.array(at: 0, count: outputCount)
  }

  /// Applies the map to raw memory of the right sizes.
  func apply(
    from x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>, _ sizes: OperatorSizes,
    _ cancellation: Cancellation? = nil
  ) {
    let input = unsafe UnsafeBufferPointer(start: x, count: sizes.input)
    let output = unsafe UnsafeMutableBufferPointer(start: y, count: sizes.output)
    let space = unsafe UnsafeMutableBufferPointer(start: scratch, count: sizes.scratch)
    var result = unsafe output.mutableSpan
    var workspace = unsafe space.mutableSpan
    unsafe apply(input.span, into: &result, scratch: &workspace, cancellation)
  }

  /// Applies the map to raw memory of the right sizes, and may leave anything in the input.
  func apply(
    destroying x: UnsafeMutablePointer<Double>, into y: UnsafeMutablePointer<Double>,
    _ sizes: OperatorSizes
  ) {
    let input = unsafe UnsafeMutableBufferPointer(start: x, count: sizes.input)
    let output = unsafe UnsafeMutableBufferPointer(start: y, count: sizes.output)
    var source = unsafe input.mutableSpan
    var result = unsafe output.mutableSpan
    apply(destroying: &source, into: &result)
  }

  /// |w · A v − Aᵀ w · v| relative to |w| |A v| + |Aᵀ w| |v|: of the order of round-off exactly if
  /// `transpose` is right.
  public func dotProductDefect(v: [Double], w: [Double]) -> Double {
    let image = self(v)
    let preimage = transpose(w)
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
    let scale = norm(w) * norm(image) + norm(preimage) * norm(v)
    return scale == 0 ? 0 : abs(dot(w, image) - dot(preimage, v)) / scale
  }
}
