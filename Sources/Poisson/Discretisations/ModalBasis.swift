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
  let scale: Double
  /// The number of each mode.
  let modes: ModeTable
  /// Per axis the eigenvalues of its modes, in their order.
  let eigenvalues: [[Double]]
  /// What the square of each value of the spectrum contributes to the field's sum of squares.
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

  /// Any mix of axes with fast transforms.
  init(extents: [Int], _ axes: [AxisModes]) {
    let basis = SeparableBasis(extents: extents, axes: axes.map(\.transform))
    analysis = [basis.forward]
    synthesis = [basis.backward]
    let scale = basis.scale
    self.scale = scale
    energies = basis.modeWeights.map { 1 / ($0 * scale) }
    modes = ModeTable(along: axes.map(\.numbers))
    eigenvalues = axes.map(\.eigenvalues)
  }

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
