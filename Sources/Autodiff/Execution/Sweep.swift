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

  /// Whether the input is the same at every point.
  var isConstant: Bool {
    if case .values = self { false } else { true }
  }

  /// The value of a scalar at a point.
  public subscript(point: Int) -> Double {
    switch self {
    case .constant(let number): number
    case .values(let numbers): numbers[point]
    case .field: preconditionFailure("a field is no scalar")
    }
  }
}

extension Workspace {
  /// Sets an input to its value at a point of a sweep.
  fileprivate func setInput(_ index: Int, to column: SweepColumn, at point: Int) {
    if case .field(let field) = column {
      setInput(index, to: field)
    } else {
      setInput(index, to: column[point])
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
  ///   - isCancelled: asked from time to time; once true, the rest is skipped.
  /// - Returns: a column per output, the values of a field point after point of the sweep; nil if the
  ///   sweep was cancelled.
  public func sweep(
    _ inputs: [SweepColumn], count: Int, workers: WorkerPool? = nil, parallelism: Int = .max,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> [[Double]]? {
    let threads = min(parallelism, workers?.workerCount ?? 1)
    let chunk = chunkSize(count: count, threads: threads)
    let chunkCount = (count + chunk - 1) / chunk
    let results = Mutex([[Double]](repeating: [], count: chunkCount))
    let prepared = FrameStock()
    // With fewer ranges than threads, these share the fields instead.
    let helpers = threads > 1 && chunkCount < threads ? workers : nil
    let compute: @Sendable (Int) -> Void = { index in
      let range = index * chunk..<min(count, (index + 1) * chunk)
      let rows = isCancelled() ? [] : self.rows(inputs, range, prepared, helpers)
      results.withLock { $0[index] = rows }
    }
    if let workers, threads > 1, chunkCount > 1 {
      workers.forEach(chunkCount, parallelism: threads, compute)
    } else {
      for index in 0..<chunkCount { compute(index) }
    }
    while let frame = prepared.take() { stock.putBack(frame) }
    return columns(results.withLock { $0 }, count: count)
  }

  /// Enough chunks that no thread waits long for the last one, and not so many that handing them out
  /// costs more than they do.
  private func chunkSize(count: Int, threads: Int) -> Int {
    let pointCost = max(1, code.frameCount)
    let smallest = max(1, 32_768 / pointCost)
    return max(smallest, (count + 8 * threads - 1) / (8 * threads))
  }

  /// The outputs at a range of points, point after point.
  ///
  /// Frames in which the invariant part has been computed wait in `prepared` for the next range: the
  /// part is computed once per thread.
  private func rows(
    _ inputs: [SweepColumn], _ points: Range<Int>, _ prepared: FrameStock, _ helpers: WorkerPool?
  ) -> [Double] {
    let waiting = prepared.take()
    let frame = waiting ?? stock.take() ?? Frame(code)
    let workspace = Workspace(self, frame)
    let isHoisted = inputs.indices.allSatisfy { swept.contains($0) || inputs[$0].isConstant }
    if waiting == nil, isHoisted, let first = points.first {
      for (index, column) in inputs.enumerated() {
        workspace.setInput(index, to: column, at: first)
      }
      workspace.runInvariant(sharing: helpers)
    }
    let changing = isHoisted ? swept : Array(inputs.indices)
    var rows: [Double] = []
    rows.reserveCapacity(points.count * rowCount)
    for point in points {
      for index in changing { workspace.setInput(index, to: inputs[index], at: point) }
      if isHoisted {
        workspace.runVarying(sharing: helpers)
      } else {
        workspace.run(sharing: helpers)
      }
      for (output, shape) in outputShapes.enumerated() {
        if shape.isScalar {
          rows.append(workspace.scalarOutput(output))
        } else {
          rows += workspace.output(output)
        }
      }
    }
    prepared.putBack(frame)
    return rows
  }

  /// The values of all outputs at one point.
  private var rowCount: Int { outputShapes.reduce(0) { $0 + $1.count } }

  private func columns(_ chunks: [[Double]], count: Int) -> [[Double]]? {
    let width = rowCount
    guard chunks.reduce(0, { $0 + $1.count }) == count * width else { return nil }
    var columns = outputShapes.map { _ in [Double]() }
    for (column, shape) in outputShapes.enumerated() {
      columns[column].reserveCapacity(count * shape.count)
    }
    for rows in chunks where width > 0 {
      for start in stride(from: 0, to: rows.count, by: width) {
        var place = start
        for (column, shape) in outputShapes.enumerated() {
          if shape.isScalar {
            columns[column].append(rows[place])
          } else {
            columns[column] += rows[place..<place + shape.count]
          }
          place += shape.count
        }
      }
    }
    return columns
  }
}
