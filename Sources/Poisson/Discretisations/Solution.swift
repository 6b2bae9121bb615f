public import Autodiff

/// A solution and what tells how good it is. What is not asked for is not computed.
public struct Solution {
  /// φ at the grid's points.
  public let potential: Value
  /// The constant that was subtracted from ρ, as there is no solution otherwise: its mean, less the
  /// flux through the walls per volume. nil if every ρ has a solution.
  public let removedMean: Value?

  let discretisation: Discretisation
  let density: Value
  let lengths: [Value]
  let screening: Value?

  /// The mean of |ρ|: what `removedMean` is small or large against.
  public var magnitude: Value { discretisation.average(abs(density)) }

  /// The root mean square of ∇²φ − κ²φ − ρ, the discrete operator applied to φ: round-off.
  public var residual: Value {
    var difference = discretisation.laplacian(of: potential, lengths: lengths) - density
    if let screening { difference = difference - screening * potential }
    if let removedMean { difference = difference + removedMean }
    return sqrt(mean(square(difference)))
  }

  /// The share of Σρ² that is in the top third of the modes along some axis: near 0 where ρ is
  /// resolved. 0 for ρ = 0.
  public var unresolvedShare: Value { discretisation.unresolvedShare(of: density) }
}

extension Discretisation {
  /// ∇²f of a field that obeys homogeneous boundary conditions, by the scheme's second derivatives.
  func laplacian(of field: Value, lengths: [Value]) -> Value {
    guard let graph = field.graph else { preconditionFailure("a field belongs to a graph") }
    let symbol = basis.symbol(in: graph, lengths: lengths, screening: nil)
    let modes = basis.analysis.reduce(field) { apply(Hidden($1), $0) }
    let image = basis.synthesis.reduce(symbol * modes) { apply(Hidden($1), $0) }
    return 1 / (basis.scale * square(lengths[0])) * image
  }

  func unresolvedShare(of field: Value) -> Value {
    let spectrum = resolutionBasis.modes
    let isHigh = spectrum.along.indices.map { axis in
      let highest = spectrum.along[axis].lazy.map(\.magnitude).max() ?? 0
      return spectrum.field(axis) { 3 * $0.magnitude > 2 * highest ? 1 : 0 }
    }
    let weights = resolutionBasis.energies
    let high = (0..<spectrum.count).map { index in
      isHigh.contains { $0[index] == 1 } ? weights[index] : 0
    }
    let energies = square(resolutionBasis.forward(field))
    let total = sum(energies.weighted(by: weights))
    return `where`(isGreater(total, 0), sum(energies.weighted(by: high)) / total, 0)
  }

  /// Modes that tell how well a field is resolved.
  private var resolutionBasis: ModalBasis { basis }
}
