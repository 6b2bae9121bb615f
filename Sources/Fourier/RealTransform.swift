import CFFTW

/// The discrete Fourier transform of real fields of one shape, and its inverse.
///
/// Forward, in one dimension: X_k = Σⱼ xⱼ e^{−2πi jk/n} for k = 0 … n/2, as interleaved real and
/// imaginary parts. In several dimensions the last axis has k = 0 … n/2, the others all n modes.
/// Backward: the unnormalised inverse; forward and backward together multiply by the number of points.
///
/// Plans are made with FFTW_ESTIMATE, which does not depend on timings: the same length gives the
/// same bits in every process that has loaded the same `Wisdom`, or none. Executing is safe from any number of threads at once; only
/// planning and destroying take the planner's lock (FFTW manual, "Thread safety").
///
/// Unsafe inside because FFTW works on raw memory. `@unchecked Sendable`: a plan is read-only once
/// it is made.
@safe public final class RealTransform: @unchecked Sendable {
  /// The number of points along each axis, in row-major order.
  public let extents: [Int]
  /// The number of points n.
  public let count: Int
  /// The number of doubles of a half spectrum: in one dimension 2 (n/2 + 1).
  public let spectrumCount: Int
  private let forwardPlan: fftw_plan
  private let backwardPlan: fftw_plan

  /// Plans both directions of one dimension.
  ///
  /// - Parameter count: the length, from 1 to 2³¹ − 1.
  public convenience init(count: Int) { self.init(extents: [count]) }

  /// Plans both directions.
  ///
  /// - Parameter extents: the number of points along each axis, together from 1 to 2³¹ − 1.
  public init(extents: [Int]) {
    let count = extents.reduce(1, *)
    precondition(count >= 1 && count <= Int32.max, "a transform has 1 to 2³¹ − 1 points")
    self.extents = extents
    self.count = count
    let modeCount = count / (extents.last ?? 1) * ((extents.last ?? 1) / 2 + 1)
    let spectrumCount = 2 * modeCount
    self.spectrumCount = spectrumCount
    // Planning with ESTIMATE neither reads nor writes the arrays, but looks at their alignment;
    // measuring overwrites them.
    let plans = unsafe Planner.plan(count: count) { effort in
      let real = unsafe fftw_alloc_real(count)
      let spectrum = unsafe fftw_alloc_real(spectrumCount)
      defer {
        unsafe fftw_free(real)
        unsafe fftw_free(spectrum)
      }
      guard let real = unsafe real, let spectrum = unsafe spectrum else {
        preconditionFailure("out of memory")
      }
      let rank = Int32(extents.count)
      let n = extents.map(Int32.init)
      return unsafe spectrum.withMemoryRebound(to: fftw_complex.self, capacity: modeCount) {
        unsafe (
          fftw_plan_dft_r2c(rank, n, real, $0, effort | FFTW_PRESERVE_INPUT),
          fftw_plan_dft_c2r(rank, n, $0, real, effort | FFTW_DESTROY_INPUT)
        )
      }
    }
    guard let forward = unsafe plans.0, let backward = unsafe plans.1 else {
      preconditionFailure("FFTW can't plan a transform of \(extents) points")
    }
    unsafe forwardPlan = forward
    unsafe backwardPlan = backward
  }

  deinit {
    Planner.withLock {
      unsafe fftw_destroy_plan(forwardPlan)
      unsafe fftw_destroy_plan(backwardPlan)
    }
  }

  /// Writes the half spectrum of x.
  ///
  /// - Parameters:
  ///   - x: n values, which are left as they are.
  ///   - spectrum: `spectrumCount` values. Both begin on a 16-byte boundary at least.
  public func forward(_ x: Span<Double>, into spectrum: inout MutableSpan<Double>) {
    precondition(x.count == count && spectrum.count == spectrumCount)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe spectrum.withUnsafeMutableBufferPointer { spectrum in
        guard let x = unsafe UnsafeMutablePointer(mutating: x.baseAddress),
          let spectrum = spectrum.baseAddress
        else { return }
        precondition(unsafe isAligned(x) && isAligned(spectrum))
        unsafe spectrum.withMemoryRebound(to: fftw_complex.self, capacity: spectrumCount / 2) {
          unsafe fftw_execute_dft_r2c(forwardPlan, x, $0)
        }
      }
    }
  }

  /// Writes n times the field with the given half spectrum.
  ///
  /// - Parameters:
  ///   - spectrum: `spectrumCount` values, which are destroyed.
  ///   - x: n values. Both begin on a 16-byte boundary at least.
  public func backward(
    _ spectrum: inout MutableSpan<Double>, into x: inout MutableSpan<Double>
  ) {
    precondition(x.count == count && spectrum.count == spectrumCount)
    unsafe x.withUnsafeMutableBufferPointer { x in
      unsafe spectrum.withUnsafeMutableBufferPointer { spectrum in
        guard let x = x.baseAddress, let spectrum = spectrum.baseAddress else {
          return
        }
        precondition(unsafe isAligned(x) && isAligned(spectrum))
        unsafe spectrum.withMemoryRebound(to: fftw_complex.self, capacity: spectrumCount / 2) {
          unsafe fftw_execute_dft_c2r(backwardPlan, $0, x)
        }
      }
    }
  }
}

/// New arrays must be aligned like the ones the plan was made for (FFTW manual, "New-array Execute
/// Functions"): as its own allocator does, of which nothing finer than 16 bytes counts for
/// `fftw_alignment_of`.
func isAligned(_ pointer: UnsafeMutablePointer<Double>) -> Bool {
  UInt(bitPattern: pointer) % 16 == 0
}
