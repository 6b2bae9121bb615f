import Autodiff

/// The modes in which a discrete ∇² is diagonal, and what it is there.
///
/// The eigenvalues are those of the second derivative along each axis, for axes of length 1: with
/// lengths L_a the eigenvalue of ∇² is Σ_a λ_a/L_a².
struct ModalBasis: Sendable {
  /// From fields on the grid to modes, one operator after the other.
  let analysis: [any LinearOperator]
  /// From modes to fields on the grid.
  let synthesis: [any LinearOperator]
  /// What both together multiply by.
  var scale: Double
  /// The number of each mode.
  let modes: ModeTable
  /// Per axis the eigenvalues of its modes, in their order.
  var eigenvalues: [[Double]]
  /// What the square of each value of the spectrum contributes to the field's sum of squares; none
  /// where the basis is not orthogonal.
  let energies: [Double]

  /// The Fourier series of a periodic grid.
  init(periodic extents: [Int], _ scheme: DiscreteScheme) {
    let basis = RealFourierBasis(extents: extents)
    let modes = ModeTable(halfSpectrumOf: extents)
    analysis = [basis.forward]
    synthesis = [basis.backward]
    let scale = Double(extents.reduce(1, *))
    self.scale = scale
    self.modes = modes
    energies = (basis.backward.gramDiagonal ?? []).map { $0 / (scale * scale) }
    eigenvalues = extents.indices.map { axis in
      modes.along[axis].map {
        AxisModes.eigenvalue(periodic: extents[axis], $0, scheme)
      }
    }
  }

  /// The eigenvalues alone, where fields are not taken apart.
  init(eigenvaluesOf axes: [AxisModes]) {
    (analysis, synthesis, scale, energies) = ([], [], 1, [])
    modes = ModeTable(along: axes.map(\.numbers))
    eigenvalues = axes.map(\.eigenvalues)
  }

  /// Any mix of axes: the fast transforms together, then matrices along the other axes.
  init(extents: [Int], _ axes: [AxisModes]) {
    var analysis: [any LinearOperator] = []
    var synthesis: [any LinearOperator] = []
    var (scale, energies) = (1.0, [Double]())
    let fast = axes.map { axis in
      if case .fast(let transform) = axis.transform { transform } else { nil as AxisTransform? }
    }
    var extents = extents
    if fast.contains(where: { $0 != nil }) {
      let basis = SeparableBasis(extents: extents, axes: fast)
      analysis.append(basis.forward)
      synthesis.append(basis.backward)
      scale = basis.scale
      energies = basis.modeWeights.map { [scale] in 1 / ($0 * scale) }
      extents = zip(extents, fast).map { $1?.unknowns.count ?? $0 }
    }
    for (axis, modes) in axes.enumerated() {
      guard case .dense(let toModes, let toPoints) = modes.transform else { continue }
      let (outer, inner) = (
        extents[..<axis].reduce(1, *), extents[(axis + 1)...].reduce(1, *)
      )
      analysis.append(AxisProduct(toModes, outer: outer, inner: inner))
      synthesis.insert(AxisProduct(toPoints, outer: outer, inner: inner), at: 0)
      extents[axis] = toModes.rowCount
      energies = []
    }
    self.analysis = analysis
    self.synthesis = synthesis
    self.scale = scale
    self.energies = energies
    modes = ModeTable(along: axes.map(\.numbers))
    eigenvalues = axes.map(\.eigenvalues)
  }

  /// Whether matrices are among the operators.
  var hasMatrices: Bool { analysis.contains { $0 is AxisProduct } }

  /// The modes of a field.
  func forward(_ field: Value) -> Value { analysis.reduce(field) { apply($1, $0) } }

  /// The field of given modes.
  func backward(_ modes: Value) -> Value { synthesis.reduce(modes) { apply($1, $0) } }

  /// 1 for the mode that every second derivative maps to 0, if there is one.
  var isNull: [Double] {
    eigenvalues.enumerated().reduce([Double](repeating: 1, count: modes.count)) { field, axis in
      let along = modes.spread(axis.element.map { $0 == 0 ? 1 : 0 }, axis.offset)
      return zip(field, along).map { $0 * $1 }
    }
  }

  /// Whether a constant is in the nullspace of ∇².
  var isSingular: Bool { eigenvalues.allSatisfy { $0.contains(0) } }

  /// 1/L_0² (Σ_a λ_a/L_a² − κ²)⁻¹ over the scale, mode by mode, for known numbers: what `symbol` is for, with as
  /// little memory as possible. 0 for the mode that every second derivative maps to 0, if it is left out.
  func inverse(lengths: [Double], screening: Double, isNullLeftOut: Bool) -> [Double] {
    var symbol = eigenvalues[0]
    for axis in eigenvalues.indices.dropFirst() {
      let ratio = lengths[0] / lengths[axis]
      let eigenvalues = eigenvalues[axis].map { ratio * ratio * $0 }
      symbol = symbol.flatMap { sum in eigenvalues.map { sum + $0 } }
    }
    let shift = lengths[0] * lengths[0] * screening
    var inverse: [Double] = []
    inverse.reserveCapacity(modes.count)
    for value in symbol {
      // No eigenvalue is above 0, so that a sum of 0 has no other terms.
      let isLeftOut = isNullLeftOut && value == 0
      inverse += repeatElement(isLeftOut ? 0 : 1 / scale / (value - shift), count: modes.parts)
    }
    return inverse
  }

  /// L_0² (Σ_a λ_a/L_a² − κ²), mode by mode.
  func symbol(in graph: Graph, lengths: [Value], screening: Value?) -> Value {
    let first = lengths[0]
    var symbol = graph.constant(modes.spread(eigenvalues[0], 0))
    for axis in eigenvalues.indices.dropFirst() {
      let eigenvalues = graph.constant(modes.spread(eigenvalues[axis], axis))
      symbol = symbol + square(first / lengths[axis]) * eigenvalues
    }
    if let screening { symbol = symbol - square(first) * screening }
    return symbol
  }
}
