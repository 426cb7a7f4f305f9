/**
 * Nodes and weights of Gauss-Hermite quadrature, integral of e^(-q^2) f(q) = sum w_i f(q_i): eigenvalues of the Jacobi
 * matrix found by Newton's method on the orthonormal Hermite functions (Press et al., Numerical Recipes, section 4.6).
 */
export function gaussHermite(count: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(count)
  const weights = new Float64Array(count)
  let z = 0
  for (let i = 0; i < Math.ceil(count / 2); i++) {
    z = firstGuess(i, count, z, nodes)
    let slope = 0
    for (let iteration = 0; iteration < 100; iteration++) {
      const { value, derivative } = hermite(count, z)
      slope = derivative
      const step = value / derivative
      z -= step
      if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(z))) break
    }
    nodes[i] = z
    nodes[count - 1 - i] = -z
    weights[i] = weights[count - 1 - i] = 2 / slope ** 2
  }
  return { nodes, weights }
}

function firstGuess(i: number, count: number, former: number, nodes: Float64Array): number {
  switch (i) {
    case 0:
      return Math.sqrt(2 * count + 1) - 1.85575 * (2 * count + 1) ** (-1 / 6)
    case 1:
      return former - (1.14 * count ** 0.426) / former
    case 2:
      return 1.86 * former - 0.86 * nodes[0]!
    case 3:
      return 1.91 * former - 0.91 * nodes[1]!
    default:
      return 2 * former - nodes[i - 2]!
  }
}

/** The orthonormal Hermite function without its Gaussian, and its derivative. */
function hermite(order: number, z: number): { value: number; derivative: number } {
  let [former, value] = [0, Math.PI ** -0.25]
  for (let j = 0; j < order; j++) {
    ;[former, value] = [value, z * Math.sqrt(2 / (j + 1)) * value - Math.sqrt(j / (j + 1)) * former]
  }
  return { value, derivative: Math.sqrt(2 * order) * former }
}

const quadrature = gaussHermite(160)

/**
 * Burgers' equation u_t + u u_x = nu u_xx on the line with u(0, x) = -sin(pi x), by the Cole-Hopf transformation:
 *
 *     u(t, x) = -int sin(pi y) f(y) e^(-q^2) dq / int f(y) e^(-q^2) dq,
 *     y = x - 2 sqrt(nu t) q,   f(y) = e^(-cos(pi y) / (2 pi nu)).
 *
 * Basdevant et al., Computers & Fluids 14 (1986). The exponents are taken relative to their largest.
 */
export function coleHopf(x: number, t: number, viscosity: number): number {
  if (t === 0) return -Math.sin(Math.PI * x)
  const spread = 2 * Math.sqrt(viscosity * t)
  const exponent = (y: number): number => -Math.cos(Math.PI * y) / (2 * Math.PI * viscosity)
  let largest = -Infinity
  for (const q of quadrature.nodes) largest = Math.max(largest, exponent(x - spread * q))
  let [above, below] = [0, 0]
  quadrature.nodes.forEach((q, i) => {
    const y = x - spread * q
    const weight = quadrature.weights[i]! * Math.exp(exponent(y) - largest)
    above += weight * Math.sin(Math.PI * y)
    below += weight
  })
  return -above / below
}
