// Elementary functions of eight numbers at once; a part of kernels.h.
//
// Errors are the largest found against extended precision on millions of random points per function and instruction
// set, in units in the last place of the result; 0.5 would be correct rounding.

#define VECTOR(name) CK_TARGET static inline v8 CK_NAME(name)
// 1.5 * 2^52: added to a number of moderate size it leaves the nearest whole number in the low bits.
#define SHIFT 0x1.8p52

// 2^scale exp(x), infinite for x > high. exp(x) = 2^k exp(r), k = round(x / ln 2), |r| <= ln2/2, by
// Cody and Waite's two-part ln 2 and the minimax polynomial of degree 11 (by Remez's algorithm; relative
// error below 4e-18) as 1 + (r + r^2 q(r)): the large terms are added last, so that only the last addition
// rounds at full size. 2^k is applied in two factors so that subnormal results and the overflow
// threshold come out right.
//
// This is exp(t - tail) without the factor 2^k, for |t| < 2^40 or so and a tail far below 1; k is a number
// of 64 bits.
VECTOR(reduced_exp8)(v8 t, v8 tail, i8 *exponent) {
  v8 kd = t * 1.4426950408889634074 + SHIFT;
  *exponent = (i8)kd - (i8)SPLAT(SHIFT);
  kd = kd - SHIFT;
  v8 r = t - kd * 6.93147180369123816490e-01;
  r = r - kd * 1.90821492927058770002e-10;
  r = r - tail;
  v8 r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
  v8 q01 = r * 0x1.55555555554fap-3 + 0x1.000000000000ap-1;
  v8 q23 = r * 0x1.1111111127c3fp-7 + 0x1.555555555086p-5;
  v8 q45 = r * 0x1.a01a012a41e31p-13 + 0x1.6c16c1842e784p-10;
  v8 q67 = r * 0x1.71df256f60668p-19 + 0x1.a01999ffc1416p-16;
  v8 q89 = r * 0x1.ad7f608768361p-26 + 0x1.28ad7f0f9996p-22;
  v8 q = q89 * r8 + ((q67 * r2 + q45) * r4 + (q23 * r2 + q01));
  return (r2 * q + r) + 1.0;
}
VECTOR(scaled_exp8)(v8 x, int64_t scale, double high) {
  const v8 low = SPLAT(-745.1332191019412);
  // Beyond these the result is infinity or 0; NaN fails both comparisons and stays.
  v8 t = CHOOSE(x > high, SPLAT(high + 1.5), x);
  t = CHOOSE(t < low, SPLAT(-746.0), t);
  i8 k;
  v8 p = CK_NAME(reduced_exp8)(t, SPLAT(0.0), &k);
  k += scale;
  i8 half = k >> 1, rest = k - half;
  return p * (v8)((half + 1023) << 52) * (v8)((rest + 1023) << 52);
}
// At most 1.05 ulp, and at most 1 ulp from the C library's. Where all results are normal numbers, the
// usual case, k is added to the exponent.
VECTOR(exp8)(v8 x) {
  i8 isExtreme = ~(i8)((v8)((i8)x & INT64_MAX) <= 708.0);
  if (__builtin_expect(__builtin_reduce_or(isExtreme) != 0, 0))
    return CK_NAME(scaled_exp8)(x, 0, 709.782712893384);
  i8 k;
  v8 p = CK_NAME(reduced_exp8)(x, SPLAT(0.0), &k);
  return (v8)((i8)p + (k << 52));
}

// log(x) = k ln 2 + log(1 + f), sqrt(1/2) <= 1 + f < sqrt(2), and log(1 + f) = f - f^2/2 +
// s (f^2/2 + R(s^2)), s = f / (2 + f), with fdlibm's polynomial R. At most 0.83 ulp.
VECTOR(log8)(v8 x) {
  const i8 subnormal = (i8)(x < 0x1p-1022);
  i8 bits = (i8)CHOOSE(subnormal, x * 0x1p54, x);
  i8 distance = bits - 0x3fe6a09e667f3bcd;
  i8 k = (distance >> 52) - (subnormal & 54);
  v8 f = (v8)(bits - (distance & ~0xfffffffffffff)) - 1.0;
  v8 kd = (v8)(k + (i8)SPLAT(SHIFT)) - SHIFT;
  v8 s = f / (f + 2.0), z = s * s, w = z * z, half = 0.5 * f * f;
  v8 even = w * (w * (w * 1.531383769920937332e-01 + 2.222219843214978396e-01) +
                 3.999999999940941908e-01);
  v8 odd = z * (w * (w * (w * 1.479819860511658591e-01 + 1.818357216161805012e-01) +
                     2.857142874366239149e-01) +
                6.666666666666735130e-01);
  v8 tail = s * (half + (even + odd)) + kd * 1.90821492927058770002e-10;
  v8 y = kd * 6.93147180369123816490e-01 - ((half - tail) - f);
  y = CHOOSE(x == __builtin_inf(), x, y);
  y = CHOOSE(x == 0.0, SPLAT(-__builtin_inf()), y);
  return CHOOSE(x >= 0.0, y, SPLAT(__builtin_nan("")));
}

// sin(x + n pi/2) of |x| up to 2^20: x - n pi/2 as an unevaluated sum of two numbers, with pi/2 in
// parts of 33 bits whose products with n are exact, then fdlibm's polynomials on [-pi/4, pi/4].
// Beyond, and for no finite number, the C library. At most 0.79 ulp.
VECTOR(sine8)(v8 x, int64_t quadrant) {
  v8 nd = x * 6.36619772367581382433e-01 + SHIFT;
  i8 n = (i8)nd - (i8)SPLAT(SHIFT) + quadrant;
  nd = nd - SHIFT;
  v8 a = x - nd * 1.57079632673412561417e+00;
  // Knuth's exact difference, twice.
  v8 b = nd * 6.07710050630396597660e-11;
  v8 c = a - b, d = c - a, error = (a - (c - d)) - (b + d);
  b = nd * 2.02226624871116645580e-21;
  a = c - b, d = a - c, error += (c - (a - d)) - (b + d);
  error -= nd * 8.47842766036889956997e-32;
  v8 r = a + error, tail = (a - r) + error;

  v8 z = r * r, w = z * z, cube = z * r;
  v8 p = (z * 2.75573137070700676789e-06 - 1.98412698298579493134e-04) * z +
         8.33333333332248946124e-03 +
         z * w * (z * 1.58969099521155010221e-10 - 2.50507602534068634195e-08);
  v8 sine = r - ((z * (0.5 * tail - cube * p) - tail) + cube * 1.66666666666666324348e-01);
  v8 q = z * (z * (z * 2.48015872894767294178e-05 - 1.38888888888741095749e-03) +
              4.16666666666666019037e-02) +
         w * w * (z * (2.08757232129817482790e-09 - z * 1.13596475577881948265e-11) -
                  2.75573143513906633035e-07);
  v8 half = 0.5 * z, rest = 1.0 - half;
  v8 cosine = rest + (((1.0 - rest) - half) + (z * q - r * tail));
  v8 y = CHOOSE((n & 1) != 0, cosine, sine);
  y = (v8)((i8)y ^ ((n & 2) << 62));

  i8 isLarge = ~(i8)((v8)((i8)x & INT64_MAX) <= 0x1p20);
  if (__builtin_reduce_or(isLarge))
    for (int lane = 0; lane < CK_WIDTH; lane++)
      if (isLarge[lane]) y[lane] = quadrant ? cos(x[lane]) : sin(x[lane]);
  return y;
}
VECTOR(sin8)(v8 x) { return CHOOSE(x == 0.0, x, CK_NAME(sine8)(x, 0)); }
VECTOR(cos8)(v8 x) { return CK_NAME(sine8)(x, 1); }

// With e = exp(|x|)/2, sinh |x| = e - 1/(4 e), cosh x = e + 1/(4 e); below 1 the Taylor polynomial of
// sinh of degree 19. At most 1.62 and 1.42 ulp.
VECTOR(sinh8)(v8 x) {
  v8 size = (v8)((i8)x & INT64_MAX), z = x * x;
  v8 e = CK_NAME(scaled_exp8)(size, -1, 710.4758600739439);
  v8 large = e - 0.25 / e;
  large = (v8)((i8)large | ((i8)x & INT64_MIN));
  v8 p = z * (1.0 / 121645100408832000.0) + 1.0 / 355687428096000.0;
  p = p * z + 1.0 / 1307674368000.0;
  p = p * z + 1.0 / 6227020800.0;
  p = p * z + 1.0 / 39916800;
  p = p * z + 1.0 / 362880;
  p = p * z + 1.0 / 5040;
  p = p * z + 1.0 / 120;
  p = p * z + 1.0 / 6;
  return CHOOSE(size < 1.0, x + x * (z * p), large);
}
VECTOR(cosh8)(v8 x) {
  v8 e = CK_NAME(scaled_exp8)((v8)((i8)x & INT64_MAX), -1, 710.4758600739439);
  return e + 0.25 / e;
}

// 1 - 2 / (exp(2 |x|) + 1), and below 0.625 the rational approximation of Cephes. At most 1.31 ulp.
VECTOR(tanh8)(v8 x) {
  v8 size = (v8)((i8)x & INT64_MAX), z = x * x;
  v8 large = 1.0 - 2.0 / (CK_NAME(exp8)(2.0 * size) + 1.0);
  v8 p = (z * -9.64399179425052238628e-1 - 9.92877231001918586564e1) * z -
         1.61468768441708447952e3;
  v8 q = ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z +
         4.84406305325125486048e3;
  v8 y = CHOOSE(size < 0.625, size + size * (z * (p / q)), large);
  return (v8)((i8)y | ((i8)x & INT64_MIN));
}

#undef SHIFT
