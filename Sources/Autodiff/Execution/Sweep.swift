import Synchronization
public import Workers

/// The values of one input over a sweep.
public enum SweepColumn: Sendable {
  /// A scalar that is the same at every point.
  case constant(Double)
  /// A scalar with one value per point.
  case values([Double])
  /// A field, the same at every point of the sweep.
  case field([Double])
  /// A field that changes from point to point.
  case fields(SweptField)

  /// Whether the input is the same at every point.
  var isConstant: Bool {
    switch self {
    case .constant, .field: true
    case .values, .fields: false
    }
  }

  /// The values of a scalar that changes.
  fileprivate var numbers: [Double]? {
    if case .values(let numbers) = self { numbers } else { nil }
  }

  /// The value of a scalar at a point.
  public subscript(point: Int) -> Double {
    switch self {
    case .constant(let number): number
    case .values(let numbers): numbers[point]
    case .field, .fields: preconditionFailure("a field is no scalar")
    }
  }

  /// The value at one point, as a column that is the same everywhere.
  public func only(_ point: Int) -> SweepColumn {
    switch self {
    case .constant, .field: self
    case .values(let numbers): .constant(numbers[point])
    case .fields(let field): .field(Array(field.values[field.part(at: point)]))
    }
  }

  /// Whether the value at a point is known to be the same as at the point before.
  fileprivate func isKept(at point: Int) -> Bool {
    switch self {
    case .constant, .field: true
    case .values: false
    case .fields(let field): field.index(at: point) == field.index(at: point - 1)
    }
  }
}

extension Workspace {
  /// Sets an input to its value at a point of a sweep.
  fileprivate func setInput(_ index: Int, to column: SweepColumn, at point: Int) {
    switch column {
    case .field(let field): setInput(index, to: field)
    case .fields(let field): setInput(index, to: field, at: point)
    case .constant, .values: setInput(index, to: column[point])
    }
  }
}

extension Program {
  /// Runs the program at many points, on all workers.
  ///
  /// Each point is computed by the same instructions in a workspace of its own, so that the results
  /// are the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - inputs: a column per input. If one that is not among the program's swept inputs changes,
  ///     everything is computed at every point.
  ///   - count: the number of points.
  ///   - workers: the workers to share the points with; none: the calling thread alone.
  ///   - parallelism: the most threads to use, the calling one among them.
  ///   - isCancelled: asked from time to time, by any of the threads; once true, the rest is skipped.
  /// - Returns: a column per output; nil if the sweep was cancelled.
  public func sweep(
    _ inputs: [SweepColumn], count: Int, workers: WorkerPool? = nil, parallelism: Int = .max,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> SweepResults? {
    let threads = min(parallelism, workers?.workerCount ?? 1)
    let chunk = chunkSize(count: count, threads: threads)
    let chunkCount = (count + chunk - 1) / chunk
    // With fewer ranges than threads, these share the fields instead.
    let helpers = threads > 1 && chunkCount < threads ? workers : nil
    let cancellation = Cancellation(isCancelled)
    if chunkCount <= 1 {
      let values = outputs(inputs, 0..<count, nil, helpers, cancellation)
      return SweepResults(chunks: [values], count: count, starts: starts)
    }
    let results = Mutex([[Double]](repeating: [], count: chunkCount))
    let prepared = FrameStock()
    let compute: @Sendable (Int) -> Void = { index in
      let range = index * chunk..<min(count, (index + 1) * chunk)
      let values = self.outputs(inputs, range, prepared, helpers, cancellation)
      results.withLock { $0[index] = values }
    }
    if let workers, threads > 1 {
      workers.forEach(chunkCount, parallelism: threads, compute)
    } else {
      for index in 0..<chunkCount { compute(index) }
    }
    while let frame = prepared.take() { stock.putBack(frame) }
    return SweepResults(chunks: results.withLock { $0 }, count: count, starts: starts)
  }

  /// Enough chunks that no thread waits long for the last one, and not so many that handing them out
  /// costs more than they do.
  private func chunkSize(count: Int, threads: Int) -> Int {
    let pointCost = max(1, code.frameCount)
    let smallest = max(1, 32_768 / pointCost)
    return max(smallest, (count + 8 * threads - 1) / (8 * threads))
  }

  /// The outputs at a range of points, one after the other: of each its values, point after point.
  ///
  /// Frames in which the invariant part has been computed wait in `prepared` for the next range: the
  /// part is computed once per thread; nil if there is no other range. None if the sweep was cancelled.
  private func outputs(
    _ inputs: [SweepColumn], _ points: Range<Int>, _ prepared: FrameStock?, _ helpers: WorkerPool?,
    _ cancellation: Cancellation
  ) -> [Double] {
    if cancellation.isCancelled { return [] }
    let waiting = prepared?.take()
    let frame = waiting ?? stock.take() ?? Frame(code)
    let workspace = Workspace(self, frame)
    let isHoisted = inputs.indices.allSatisfy { swept.contains($0) || inputs[$0].isConstant }
    if waiting == nil, isHoisted, let first = points.first {
      for (index, column) in inputs.enumerated() {
        workspace.setInput(index, to: column, at: first)
      }
      workspace.runInvariant(sharing: helpers, cancellation)
    }
    let changing = isHoisted ? swept : Array(inputs.indices)
    var values = [Double](repeating: 0, count: (starts.last ?? 0) * points.count)
    // Told apart once: to look into a column counts references.
    let numbers = changing.compactMap { index in inputs[index].numbers.map { (index: index, $0) } }
    precondition(numbers.allSatisfy { inputShapes[$0.index].isScalar }, "a field is no scalar")
    let others = changing.filter { inputs[$0].numbers == nil }
    let interval = questionInterval
    var untilQuestion = 0
    var row = 0
    for point in points {
      if untilQuestion == 0 {
        if cancellation.isCancelled { break }
        untilQuestion = interval
      }
      untilQuestion -= 1
      for column in numbers.indices {
        frame.write(numbers[column].1[point], to: self.inputs[numbers[column].index])
      }
      for index in others where row == 0 || !inputs[index].isKept(at: point) {
        workspace.setInput(index, to: inputs[index], at: point)
      }
      if isHoisted {
        workspace.runVarying(sharing: helpers, cancellation)
      } else {
        workspace.run(sharing: helpers, cancellation)
      }
      frame.copy(outputs, starts, toRow: row, of: points.count, in: &values)
      row += 1
    }
    (prepared ?? stock).putBack(frame)
    // What was computed last may have been left in its midst.
    return cancellation.isCancelled ? [] : values
  }

  /// After how many points a sweep asks whether it is cancelled: some hundred microseconds of work.
  private var questionInterval: Int { max(1, 32_768 / max(1, code.frameCount)) }
}
