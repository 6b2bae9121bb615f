import Glibc
import Poisson

/// The equations of a spectral line between walls as a dense matrix, from integrals of Lagrange polynomials: with
/// ξ from −1 to 1 and s the distance from there,
///
///     φ(ξ_i) = a + b s_i + ∫₀^{s_i} (s_i − t) (qφ + (L²/4)ρ)(t) dt
///
/// at the nodes, and the conditions at both ends; a and b are unknown.
struct DenseChebyshevLine {
  private let line: ChebyshevLine
  private let nodes: [Double]
  /// What values at the nodes are multiplied by in ∫₀² and, for each node, in the double integral.
  private let single: [Double]
  private let double: [[Double]]

  init(_ line: ChebyshevLine, points: Int) {
    self.line = line
    nodes = (0..<points).map { 1 - cos(Double.pi * Double($0) / Double(points - 1)) }
    // Monomials in (s − 1), of which there are few.
    let powers = nodes.map { node in (0..<points).map { pow(node - 1, Double($0)) } }
    let transposed = DenseMatrix(count: points) { powers[$1][$0] }
    /// ∫_{−1}^{x} t^k and the integral of that.
    func moment(_ k: Int, _ x: Double) -> (single: Double, double: Double) {
      let (n, sign) = (Double(k), k % 2 == 0 ? -1.0 : 1)
      let (first, second) = (pow(x, n + 1) / (n + 1), pow(x, n + 2) / ((n + 1) * (n + 2)))
      return (
        first - sign / (n + 1), second + sign / ((n + 1) * (n + 2)) - sign * (x + 1) / (n + 1)
      )
    }
    single = transposed.solve((0..<points).map { moment($0, 1).single })
    double = nodes.map { node in
      transposed.solve((0..<points).map { moment($0, node - 1).double })
    }
  }

  /// φ at the nodes.
  func solve(_ density: [Double], _ data: [Double]) -> [Double] {
    let count = nodes.count
    let quarter = line.length * line.length / 4
    let q = quarter * (line.screening ?? 0)
    var rows = nodes.indices.map { row in
      nodes.indices.map { (row == $0 ? 1 : 0) - q * double[row][$0] } + [-1, -nodes[row]]
    }
    var right = double.map { row in
      quarter * zip(row, density).reduce(0.0) { $0 + $1.0 * $1.1 }
    }
    for side in Side.allCases {
      let (alpha, beta) = line.coefficients(side)
      let factor = 2 / line.length * beta * (side == .lower ? -1 : 1)
      var row = [Double](repeating: 0, count: count) + [0, factor]
      row[side == .lower ? 0 : count - 1] = alpha
      var known = data[side.rawValue]
      if side == .upper {
        for node in 0..<count {
          row[node] += factor * q * single[node]
          known -= factor * quarter * single[node] * density[node]
        }
      }
      rows.append(row)
      right.append(known)
    }
    let solution = DenseMatrix(count: count + 2) { rows[$0][$1] }.solve(right)
    return Array(solution[..<count])
  }
}
