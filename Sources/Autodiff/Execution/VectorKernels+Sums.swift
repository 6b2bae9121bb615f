import CKernels
package import Workers

// Sums of sums along a field, chunk by chunk. Unsafe inside for the reason that `VectorKernels` gives.
extension VectorKernels {
  /// Σ xᵢ, Σ j xᵢ and Σ j (j − 1) / 2 xᵢ of each chunk of a field, j counted back from the chunk's end (its
  /// last element has j = 1); x₀ of the whole field counts as 0.
  ///
  /// - Parameters:
  ///   - chunk: its length, whole vectors.
  ///   - moments: three values for each chunk.
  ///   - workers: who shares the chunks of a long field; the result is the same, bit for bit.
  package static func moments(
    of x: Span<Double>, chunk: Int, into moments: inout MutableSpan<Double>,
    sharing workers: WorkerPool?
  ) {
    let chunks = Chunks(count: x.count, length: chunk)
    precondition(3 * chunks.number <= moments.count)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe moments.withUnsafeMutableBufferPointer { moments in
        guard let from = x.baseAddress, let into = moments.baseAddress else { return }
        precondition(unsafe isAligned(from))
        let job = unsafe Moments(chunks: chunks, from: from, into: into)
        if let workers, chunks.areMany {
          workers.forEach(chunks.number) { job.run($0) }
        } else {
          for index in 0..<chunks.number { job.run(index) }
        }
      }
    }
  }

  /// In each chunk of a field yᵢ = φ + Σ_{j<i} dⱼ with dⱼ = d + Σ_{k≤j} (xₖ − `mean`) `scale`, i, j and k
  /// counted from the chunk's first; the term of x₀ of the whole field counts as 0.
  ///
  /// - Parameters:
  ///   - chunk: its length, whole vectors.
  ///   - starts: of each chunk d and φ, and a third value that is not used.
  ///   - workers: who shares the chunks of a long field; the result is the same, bit for bit.
  package static func doubleSums(
    of x: Span<Double>, removing mean: Double, scale: Double, chunk: Int, starts: Span<Double>,
    into y: inout MutableSpan<Double>, sharing workers: WorkerPool?
  ) {
    let chunks = Chunks(count: x.count, length: chunk)
    precondition(x.count == y.count && 3 * chunks.number <= starts.count)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe starts.withUnsafeBufferPointer { starts in
          guard let from = x.baseAddress, let into = y.baseAddress, let starts = starts.baseAddress
          else { return }
          precondition(unsafe isAligned(from) && isAligned(into))
          let job = unsafe DoubleSums(
            chunks: chunks, from: from, into: into, starts: starts, mean: mean, scale: scale)
          if let workers, chunks.areMany {
            workers.forEach(chunks.number) { job.run($0) }
          } else {
            for index in 0..<chunks.number { job.run(index) }
          }
        }
      }
    }
  }

  /// A field in chunks.
  private struct Chunks {
    let count: Int
    let length: Int

    var number: Int { (count + length - 1) / length }
    /// Whether it pays to share them.
    var areMany: Bool { count >= Frame.shareableCount }

    func first(_ index: Int) -> Int { index * length }
    func length(_ index: Int) -> Int { min(length, count - index * length) }
  }

  /// `@unchecked Sendable`: threads work on different chunks, and the loop ends before the memory does.
  @safe private struct Moments: @unchecked Sendable {
    let chunks: Chunks
    let from: UnsafePointer<Double>
    let into: UnsafeMutablePointer<Double>

    func run(_ index: Int) {
      unsafe sums.moments(
        into + 3 * index, from + chunks.first(index), chunks.length(index), index == 0 ? 1 : 0)
    }
  }

  /// `@unchecked Sendable`: as above.
  @safe private struct DoubleSums: @unchecked Sendable {
    let chunks: Chunks
    let from: UnsafePointer<Double>
    let into: UnsafeMutablePointer<Double>
    let starts: UnsafePointer<Double>
    let mean: Double
    let scale: Double

    func run(_ index: Int) {
      let first = chunks.first(index)
      unsafe sums.double_sum(
        into + first, from + first, mean, scale, chunks.length(index), index == 0 ? 1 : 0,
        starts[3 * index], starts[3 * index + 1])
    }
  }
}
