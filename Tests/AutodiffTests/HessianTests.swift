import Testing

@testable import Autodiff

@Suite("Functions of several numbers, to second order")
struct HessianTests {
  /// f = sin(a b) + c³/b + exp(a c), with its Hessian by hand.
  private let f: ([Value]) -> Value = { x in
    sin(x[0] * x[1]) + power(x[2], 3) / x[1] + exp(x[0] * x[2])
  }

  private func exactHessian(_ x: [Double]) -> [[Double]] {
    let (a, b, c) = (x[0], x[1], x[2])
    let (s, k, e) = (Value(a * b), Value(a * b), Value(a * c))
    let (sine, cosine, growth) = (sin(s).number ?? 0, cos(k).number ?? 0, exp(e).number ?? 0)
    let ab = cosine - a * b * sine
    let ac = growth * (1 + a * c)
    let bc = -3 * c * c / (b * b)
    return [
      [-b * b * sine + c * c * growth, ab, ac],
      [ab, -a * a * sine + 2 * c * c * c / (b * b * b), bc],
      [ac, bc, 6 * c / b + a * a * growth],
    ]
  }

  @Test("Hessian, Hessian times a direction, derivative in a direction: all the same function's")
  func agreement() {
    let x = [0.7, 1.3, -0.4]
    let v = [0.3, -1.1, 0.6]
    let exact = exactHessian(x)
    let matrix = hessian(f, x)
    let product = hessianProduct(f, x, along: v)
    for i in 0..<3 {
      for j in 0..<3 { #expect(isClose(matrix[i][j], exact[i][j], relative: 1e-13)) }
      var row = 0.0
      for j in 0..<3 { row += exact[i][j] * v[j] }
      #expect(isClose(product[i], row, relative: 1e-13))
    }
    let slopes = gradient(f, x)
    var slope = 0.0
    for i in 0..<3 { slope += slopes[i] * v[i] }
    #expect(isClose(directionalDerivative(f, x, along: v), slope, relative: 1e-14))
  }

  /// ½ xᵀ A x of a field: the Hessian is A, whatever x.
  @Test("the Hessian of a quadratic form of a field")
  func quadraticForm() {
    let a = Matrix(5, 5, seed: 3)
    let graph = Graph()
    let x = graph.input(.field(5))
    let v = graph.input(.field(5))
    let objective = dot(x, apply(a, x)) / 2
    let product = hessianProduct(of: objective, along: [(x, v)])
    let symmetric = (apply(a, v) + apply(a.transpose, v)) / 2
    let program = Program(graph, inputs: [x, v], outputs: product + [symmetric])
    let results = program.run([[1, 2, 3, 4, 5], [0.5, -1, 0.2, 0, 3]])
    for (result, exact) in zip(results[0], results[1]) {
      #expect(isClose(result, exact, relative: 1e-13))
    }
  }
}
