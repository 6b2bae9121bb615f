import Workers

/// Code bound to memory of its own: what one thread needs to run a program.
@safe final class Frame {
  private let code: Code
  private let memory: AlignedBuffer
  private let steps: UnsafeMutableBufferPointer<Lowering.Step>
  private let operators: UnsafeMutableBufferPointer<Unmanaged<LinearCall>>
  private let calls: [BoundCall]
  private let lane: Lane
  private let lanes: Lanes

  /// Allocates the memory and finds every operand's address.
  init(_ code: Code) {
    self.code = code
    memory = AlignedBuffer(count: code.frameCount)
    unsafe steps = .allocate(capacity: code.steps.count)
    _ = unsafe steps.initialize(from: code.steps)
    unsafe operators = .allocate(capacity: code.operators.count)
    _ = unsafe operators.initialize(from: code.operators.map { unsafe .passUnretained($0) })
    calls = code.calls.map { [memory] in
      BoundCall($0, memory, constants: code.constants)
    }
    lane = Lane(code, memory)
    lanes = Lanes(code, memory)
  }

  deinit {
    unsafe steps.deallocate()
    unsafe operators.deallocate()
  }

  /// Bytes of memory.
  var byteCount: Int { memory.count * MemoryLayout<Double>.stride }

  /// Executes every step.
  ///
  /// - Parameters:
  ///   - workers: who shares the passes over long fields; the result is the same, bit for bit.
  ///   - cancellation: asked between steps and within long ones; once cancelled, the rest is left undone.
  func run(sharing workers: WorkerPool? = nil, _ cancellation: Cancellation? = nil) {
    unsafe run(steps.indices, workers, cancellation)
  }

  /// Executes the steps that do not depend on swept inputs.
  func runInvariant(sharing workers: WorkerPool? = nil, _ cancellation: Cancellation? = nil) {
    run(0..<code.invariantStepCount, workers, cancellation)
  }

  /// Executes the steps that depend on swept inputs.
  func runVarying(sharing workers: WorkerPool? = nil, _ cancellation: Cancellation? = nil) {
    unsafe run(code.invariantStepCount..<steps.count, workers, cancellation)
  }

  private func run(
    _ range: Range<Int>, _ workers: WorkerPool?, _ cancellation: Cancellation?
  ) {
    if memory.count < Frame.shareableCount {
      runShort(range, cancellation)
    } else {
      runLong(range, workers, cancellation)
    }
  }

  /// Executes steps over short fields: to share them, or to ask before each, would take longer than they do.
  ///
  /// Steps, calls and addresses are plain memory, so that the loop counts no references; what they
  /// point to is owned by this frame and its code.
  private func runShort(_ range: Range<Int>, _ cancellation: Cancellation?) {
    let base = unsafe memory.base
    let constants = unsafe UnsafePointer(code.constants.base)
    for index in range {
      switch unsafe steps[index] {
      case .scalars(let first): lane.scalars(from: first)
      case .pass(let first, let count): lane.pass(from: first, on: 0..<count)
      case .kernels(let range, let count): lane.call(range, on: 0..<count)
      case .linear(let index):
        unsafe operators[index]._withUnsafeGuaranteedRef {
          unsafe $0.apply(in: base, constants: constants, cancellation)
        }
      case .call(let index): calls[index].run(cancellation)
      }
    }
  }

  /// Executes steps of which some may be long.
  private func runLong(
    _ range: Range<Int>, _ workers: WorkerPool?, _ cancellation: Cancellation?
  ) {
    let base = unsafe memory.base
    let constants = unsafe UnsafePointer(code.constants.base)
    for index in range {
      if let cancellation, cancellation.isCancelled { return }
      switch unsafe steps[index] {
      case .scalars(let first):
        lane.scalars(from: first)
      case .pass(let first, let count):
        if let workers, count >= Frame.shareableCount {
          share(count, workers, cancellation) { lane, elements in
            lane.pass(from: first, on: elements)
          }
        } else {
          forEachPortion(of: count, cancellation) { lane.pass(from: first, on: $0) }
        }
      case .kernels(let range, let count):
        if let workers, count >= Frame.shareableCount {
          share(count, workers, cancellation) { lane, elements in
            lane.call(range, on: elements)
          }
        } else {
          forEachPortion(of: count, cancellation) { lane.call(range, on: $0) }
        }
      case .linear(let index):
        unsafe operators[index]._withUnsafeGuaranteedRef {
          unsafe $0.apply(in: base, constants: constants, cancellation)
        }
      case .call(let index):
        calls[index].run(cancellation)
      }
    }
  }

  /// The length from which it pays to share a pass: some tens of microseconds of work.
  static let shareableCount = 1 << 15
  /// How many elements a thread takes at a time.
  private static let portion = 8 * Lowering.block

  /// Work on long fields, shared by several threads, each in a lane; what is left of it once it is cancelled
  /// is not done.
  private func share(
    _ count: Int, _ workers: WorkerPool, _ cancellation: Cancellation?,
    _ work: @escaping @Sendable (Lane, Range<Int>) -> Void
  ) {
    let lanes = lanes
    workers.forEach((count + Frame.portion - 1) / Frame.portion) { index in
      if cancellation?.isCancelled == true { return }
      let lane = lanes.take()
      work(lane, index * Frame.portion..<min(count, (index + 1) * Frame.portion))
      lanes.putBack(lane)
    }
  }

  /// Work on fields by this thread alone: all at once, or in portions if it may be cancelled and is long.
  private func forEachPortion(
    of count: Int, _ cancellation: Cancellation?, _ work: (Range<Int>) -> Void
  ) {
    guard let cancellation, count >= Frame.shareableCount else {
      work(0..<count)
      return
    }
    var first = 0
    while first < count, !cancellation.isCancelled {
      work(first..<min(count, first + Frame.portion))
      first += Frame.portion
    }
  }

  /// Writes a part of an array to a place.
  func write(_ values: [Double], _ part: Range<Int>, to place: Lowering.Place) {
    memory.copy(from: values, part, at: place.offset)
  }

  /// Writes a scalar to a place.
  func write(_ value: Double, to place: Lowering.Place) { memory[place.offset] = value }

  /// The values at a place, which may be a constant's.
  func read(_ place: Lowering.Place) -> [Double] {
    place.offset >= 0
      ? memory.array(at: place.offset, count: place.count)
      : code.constants.array(at: ~place.offset, count: place.count)
  }

  /// Copies what is at some places, which may be constants', to a row of columns.
  ///
  /// - Parameters:
  ///   - places: what to copy, a column each.
  ///   - starts: how many values of a row come before those of each column.
  ///   - row: which row.
  ///   - rowCount: how many rows the columns have.
  ///   - values: the columns, one after the other.
  func copy(
    _ places: [Lowering.Place], _ starts: [Int], toRow row: Int, of rowCount: Int,
    in values: inout [Double]
  ) {
    let (base, constants) = unsafe (memory.base, code.constants.base)
    // Places are computed with the program, for this memory and these constants; rows fit into the columns, as checked
    // for each.
    unsafe values.withUnsafeMutableBufferPointer { values in
      for index in places.indices {
        let (offset, count) = (places[index].offset, places[index].count)
        let first = starts[index] * rowCount + row * count
        precondition(first >= 0 && first + count <= values.count)
        let source = unsafe offset >= 0 ? base + offset : constants + ~offset
        if count == 1 {
          unsafe values[first] = source[0]
        } else if let target = values.baseAddress {
          unsafe (target + first).update(from: source, count: count)
        }
      }
    }
  }

  /// The first value at a place, which may be a constant's.
  func readScalar(_ place: Lowering.Place) -> Double {
    place.offset >= 0 ? memory[place.offset] : code.constants[~place.offset]
  }
}
