// Differentiable operators applied outside of programs, and how far they are from their laws.

extension DifferentiableOperator {
  /// f(x₁, …, x_k), for tests and setup work: allocates what the operator needs.
  public func callAsFunction(_ operands: [[Double]]) -> [Double] {
    let counts = inputShapes.map(\.count)
    let outputCount = outputShape.count
    precondition(operands.map(\.count) == counts, "operands of \(counts) values")
    var buffers = operands.map { operand in
      let buffer = AlignedBuffer(count: operand.count)
      buffer.copy(from: operand, at: 0)
      return buffer
    }
    let (result, scratch) = (
      AlignedBuffer(count: outputCount), AlignedBuffer(count: scratchCount)
    )
    buffers += [result, scratch]
    withExtendedLifetime(buffers) {
      let places = unsafe zip(buffers, counts).map {
        unsafe Operands.Place(base: UnsafePointer($0.base), count: $1)
      }
      unsafe places.withUnsafeBufferPointer { places in
        unsafe apply(
          places, into: result.part(at: 0, count: outputCount),
          scratch: scratch.part(at: 0, count: scratchCount))
      }
    }
    return result.array(at: 0, count: outputCount)
  }

  /// Applies the operator to raw memory of the right sizes.
  func apply(
    _ places: UnsafeBufferPointer<Operands.Place>,
    into y: UnsafeMutableBufferPointer<Double>, scratch: UnsafeMutableBufferPointer<Double>,
    _ cancellation: Cancellation? = nil
  ) {
    var result = unsafe y.mutableSpan
    var workspace = unsafe scratch.mutableSpan
    unsafe apply(Operands(places, cancellation), into: &result, scratch: &workspace)
  }

  /// |w · J v − Jᵀ w · v| relative to |w| |J v| + |Jᵀ w| |v| at the point x: of the order of round-off
  /// exactly if `pullback` is the transpose of `pushforward`.
  public func dotProductDefect(
    at x: [[Double]], along v: [[Double]], cotangent w: [Double]
  ) -> Double {
    let (tangent, cotangents) = derivatives(at: x, along: v, cotangent: w)
    let (all, directions) = (cotangents.flatMap(\.self), v.flatMap(\.self))
    let scale = norm(w) * norm(tangent) + norm(all) * norm(directions)
    return scale == 0 ? 0 : Swift.abs(dot(w, tangent) - dot(all, directions)) / scale
  }

  /// How far J v is from a central difference of fourth order, relative to the larger of the two: some
  /// 1e-10 if `pushforward` is right and f varies on the scale of 1.
  public func tangentDefect(at x: [[Double]], along v: [[Double]]) -> Double {
    let tangent = derivatives(
      at: x, along: v, cotangent: [Double](repeating: 0, count: outputShape.count)
    ).tangent
    let step = 1e-3
    func value(_ steps: Double) -> [Double] {
      self(zip(x, v).map { zip($0, $1).map { $0 + steps * step * $1 } })
    }
    let (near, far) = (zip(value(1), value(-1)), zip(value(2), value(-2)))
    let differences = zip(near, far).map { near, far in
      (8 * (near.0 - near.1) - (far.0 - far.1)) / (12 * step)
    }
    let scale = Swift.max(norm(tangent), norm(differences))
    return scale == 0 ? 0 : norm(zip(tangent, differences).map { $0 - $1 }) / scale
  }

  /// J v and Jᵀ w by the operator's rules.
  private func derivatives(
    at x: [[Double]], along v: [[Double]], cotangent w: [Double]
  ) -> (tangent: [Double], cotangents: [[Double]]) {
    let graph = Graph()
    func inputs(_ shapes: [Shape]) -> [Value] { shapes.map { graph.input($0) } }
    let (operands, directions) = (inputs(inputShapes), inputs(inputShapes))
    let (weights, result) = (graph.input(outputShape), Autodiff.apply(self, operands))
    let tangent = Autodiff.pushforward(
      zip(operands, directions).map { ($0, tangent: $1) }, to: [result])
    let cotangents = Autodiff.pullback([(result, weights)], to: operands)
    let workspace = Program(
      graph, inputs: operands + directions + [weights], outputs: tangent + cotangents
    ).makeWorkspace()
    for (index, values) in (x + v + [w]).enumerated() { workspace.setInput(index, to: values) }
    workspace.run()
    return (workspace.output(0), x.indices.map { workspace.output($0 + 1) })
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

private func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
