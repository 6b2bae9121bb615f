import CFFTW

/// A product of real one-dimensional transforms, one per axis, each of its own kind: what diagonalises
/// differences between walls. It may read and write parts of larger fields.
///
/// Plans are made with FFTW_ESTIMATE, which does not depend on timings: the same layout gives the same
/// bits in every process that has loaded the same `Wisdom`, or none. Executing is safe from any number
/// of threads at once.
///
/// Unsafe inside because FFTW works on raw memory. `@unchecked Sendable`: a plan is read-only once
/// it is made.
@safe public final class SeparableTransform: @unchecked Sendable {
  /// A real transform of n values x to n values y, as FFTW defines it (FFTW manual, "What FFTW Really
  /// Computes"); no kind is normalised.
  public enum Kind: Hashable, Sendable {
    /// y_k = Re X_k for k ≤ n/2, y_{n−k} = Im X_k for 0 < k < n/2; X_k = Σⱼ xⱼ e^{−2πi jk/n}.
    case halfcomplex
    /// n times the inverse of `halfcomplex`.
    case halfcomplexInverse
    /// DCT-I … DCT-IV.
    case cosine1, cosine2, cosine3, cosine4
    /// DST-I … DST-IV.
    case sine1, sine2, sine3, sine4

    fileprivate var code: fftw_r2r_kind {
      switch self {
      case .halfcomplex: FFTW_R2HC
      case .halfcomplexInverse: FFTW_HC2R
      case .cosine1: FFTW_REDFT00
      case .cosine2: FFTW_REDFT10
      case .cosine3: FFTW_REDFT01
      case .cosine4: FFTW_REDFT11
      case .sine1: FFTW_RODFT00
      case .sine2: FFTW_RODFT10
      case .sine3: FFTW_RODFT01
      case .sine4: FFTW_RODFT11
      }
    }
  }

  /// One axis of the transform.
  public struct Axis: Hashable, Sendable {
    /// The number of values read and written along the axis.
    public let count: Int
    /// The values from one to the next in the input.
    public let inputStride: Int
    /// The values from one to the next in the output.
    public let outputStride: Int
    /// What is done along the axis; nil: nothing.
    public let kind: Kind?

    /// An axis of a transform.
    public init(count: Int, inputStride: Int, outputStride: Int, kind: Kind?) {
      self.count = count
      self.inputStride = inputStride
      self.outputStride = outputStride
      self.kind = kind
    }
  }

  /// What is read, what is written, and how one becomes the other. At least one axis has a kind.
  public struct Layout: Hashable, Sendable {
    /// The axes.
    public let axes: [Axis]
    /// The number of values of the whole input.
    public let inputCount: Int
    /// The number of values of the whole output.
    public let outputCount: Int
    /// The first value that is read.
    public let inputOffset: Int
    /// The first value that is written.
    public let outputOffset: Int

    /// A layout; it must stay within the counts.
    public init(
      axes: [Axis], inputCount: Int, outputCount: Int, inputOffset: Int = 0, outputOffset: Int = 0
    ) {
      func last(_ offset: Int, _ stride: (Axis) -> Int) -> Int {
        axes.reduce(offset) { $0 + ($1.count - 1) * stride($1) }
      }
      precondition(axes.contains { $0.kind != nil } && axes.allSatisfy { $0.count >= 1 })
      precondition(inputOffset >= 0 && last(inputOffset, \.inputStride) < inputCount)
      precondition(outputOffset >= 0 && last(outputOffset, \.outputStride) < outputCount)
      self.axes = axes
      self.inputCount = inputCount
      self.outputCount = outputCount
      self.inputOffset = inputOffset
      self.outputOffset = outputOffset
    }

    /// The number of values transformed.
    fileprivate var transformCount: Int { axes.reduce(1) { $0 * $1.count } }
  }

  /// What the plan was made for.
  public let layout: Layout
  /// Whether executing destroys the input.
  public let destroysInput: Bool
  private let plan: fftw_plan

  /// Plans a transform.
  public init(_ layout: Layout) {
    self.layout = layout
    destroysInput = layout.axes.contains { $0.kind == .halfcomplexInverse }
    let destroysInput = destroysInput
    let transformed = layout.axes.filter { $0.kind != nil }
    func dimensions(_ axes: [Axis]) -> [fftw_iodim64] {
      axes.map { fftw_iodim64(n: $0.count, is: $0.inputStride, os: $0.outputStride) }
    }
    let loops = dimensions(layout.axes.filter { $0.kind == nil })
    let kinds = transformed.compactMap(\.kind?.code)
    // Planning with ESTIMATE neither reads nor writes the arrays, but looks at their alignment;
    // measuring overwrites them.
    let plan = unsafe Planner.plan(count: layout.transformCount) { effort -> fftw_plan? in
      let input = unsafe fftw_alloc_real(layout.inputCount)
      let output = unsafe fftw_alloc_real(layout.outputCount)
      defer {
        unsafe fftw_free(input)
        unsafe fftw_free(output)
      }
      guard let input = unsafe input, let output = unsafe output else {
        preconditionFailure("out of memory")
      }
      return unsafe fftw_plan_guru64_r2r(
        Int32(transformed.count), dimensions(transformed), Int32(loops.count), loops,
        input + layout.inputOffset, output + layout.outputOffset, kinds,
        effort | (destroysInput ? FFTW_DESTROY_INPUT : FFTW_PRESERVE_INPUT))
    }
    guard let plan = unsafe plan else { preconditionFailure("FFTW can't plan \(layout)") }
    unsafe self.plan = plan
  }

  deinit { Planner.withLock { unsafe fftw_destroy_plan(plan) } }

  /// Writes the transform of x to its places in y; other values of y stay as they are.
  ///
  /// - Parameters:
  ///   - x: the whole input, left as it is unless `destroysInput`.
  ///   - y: the whole output. Both begin on a 16-byte boundary at least.
  public func apply(_ x: Span<Double>, into y: inout MutableSpan<Double>) {
    precondition(x.count == layout.inputCount && y.count == layout.outputCount)
    precondition(!destroysInput, "the input would be destroyed")
    unsafe x.withUnsafeBufferPointer { x in
      unsafe execute(UnsafeMutablePointer(mutating: x.baseAddress), &y)
    }
  }

  /// Writes the transform of x, which may be destroyed, to its places in y; other values of y stay as
  /// they are.
  public func apply(destroying x: inout MutableSpan<Double>, into y: inout MutableSpan<Double>) {
    precondition(x.count == layout.inputCount && y.count == layout.outputCount)
    unsafe x.withUnsafeMutableBufferPointer { x in unsafe execute(x.baseAddress, &y) }
  }

  private func execute(_ x: UnsafeMutablePointer<Double>?, _ y: inout MutableSpan<Double>) {
    unsafe y.withUnsafeMutableBufferPointer { y in
      guard let x = unsafe x, let y = y.baseAddress else { return }
      precondition(unsafe isAligned(x) && isAligned(y))
      unsafe fftw_execute_r2r(plan, x + layout.inputOffset, y + layout.outputOffset)
    }
  }
}
