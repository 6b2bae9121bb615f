import Synchronization
public import Workers

/// The memory in which a program runs: inputs are set, the program is run, outputs are read.
///
/// A workspace belongs to one thread at a time. Inputs keep their values from run to run.
public final class Workspace {
  private let program: Program
  private let frame: Frame

  init(_ program: Program, _ frame: Frame) {
    self.program = program
    self.frame = frame
  }

  /// Sets a scalar input.
  public func setInput(_ index: Int, to number: Double) {
    precondition(program.inputShapes[index].isScalar, "input \(index) is a field")
    frame.write(number, to: program.inputs[index])
  }

  /// Sets a field.
  public func setInput(_ index: Int, to field: [Double]) {
    setInput(index, to: field, field.indices)
  }

  /// Sets a field to a part of an array.
  func setInput(_ index: Int, to values: [Double], _ part: Range<Int>) {
    let place = program.inputs[index]
    precondition(part.count == place.count, "input \(index) has \(place.count) values")
    frame.write(values, part, to: place)
  }

  /// Sets a field to its values at a point of a sweep.
  func setInput(_ index: Int, to field: SweptField, at point: Int) {
    setInput(index, to: field.values, field.part(at: point))
  }

  /// Computes all outputs.
  ///
  /// - Parameter workers: who shares the passes over long fields with the calling thread; nobody if nil.
  ///   The outputs are the same, bit for bit.
  public func run(sharing workers: WorkerPool? = nil) { frame.run(sharing: workers) }

  /// Computes all outputs, unless it is cancelled on the way.
  func run(sharing workers: WorkerPool?, _ cancellation: Cancellation?) {
    frame.run(sharing: workers, cancellation)
  }

  /// Computes what does not depend on the program's swept inputs.
  func runInvariant(sharing workers: WorkerPool?, _ cancellation: Cancellation? = nil) {
    frame.runInvariant(sharing: workers, cancellation)
  }

  /// Computes what depends on the swept inputs, on top of `runInvariant`.
  func runVarying(sharing workers: WorkerPool?, _ cancellation: Cancellation? = nil) {
    frame.runVarying(sharing: workers, cancellation)
  }

  /// A scalar output of the last run.
  public func scalarOutput(_ index: Int) -> Double {
    precondition(program.outputShapes[index].isScalar, "output \(index) is a field")
    return frame.readScalar(program.outputs[index])
  }

  /// The values of an output of the last run.
  public func output(_ index: Int) -> [Double] {
    frame.read(program.outputs[index])
  }
}

/// The frames of workspaces between runs. Not the workspaces themselves: they own the program, which
/// owns this.
///
/// A program's stock gives large ones back to the system, since a program may be kept for long after
/// its last run.
final class FrameStock: Sendable {
  /// The bytes up to which a frame is kept.
  let largestKept: Int

  /// A stock of frames up to so many bytes.
  init(largestKept: Int = .max) { self.largestKept = largestKept }

  /// `@unchecked Sendable`: whoever takes a frame from the stock is its only owner.
  private struct Kept: @unchecked Sendable {
    let frame: Frame
  }

  private let kept = Mutex<[Kept]>([])

  func take() -> Frame? { kept.withLock { $0.popLast() }?.frame }

  func putBack(_ frame: Frame) {
    guard frame.byteCount <= largestKept else { return }
    let frame = Kept(frame: frame)
    kept.withLock { $0.append(frame) }
  }
}
