// Sums of sums along a field, compiled once per instruction set like kernels.h.

#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, x) (*(v8 *)(p) = (x))
#define SPLAT(s) ((v8){(s), (s), (s), (s), (s), (s), (s), (s)})
// The lanes moved up by 1, 2 or 4, and zeros before them.
#define UP1(x) __builtin_shufflevector(zero, x, 7, 8, 9, 10, 11, 12, 13, 14)
#define UP2(x) __builtin_shufflevector(zero, x, 6, 7, 8, 9, 10, 11, 12, 13)
#define UP4(x) __builtin_shufflevector(zero, x, 4, 5, 6, 7, 8, 9, 10, 11)
#define LAST(x) __builtin_shufflevector(x, x, 7, 7, 7, 7, 7, 7, 7, 7)

CK_TARGET static inline v8 CK_NAME(splat)(double s) { return SPLAT(s); }

CK_TARGET static inline double CK_NAME(total)(v8 x) {
  return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}

// Sums of a_i, j a_i and j (j - 1) / 2 a_i, j = n - i; a_0 counts as 0 if it is to be skipped.
CK_TARGET static void CK_NAME(moments)(double *out, const double *a, ptrdiff_t n, int skips_first) {
  const v8 lane = {0, 1, 2, 3, 4, 5, 6, 7};
  v8 j = (double)n - lane, zeroth = SPLAT(0.0), first = zeroth, second = zeroth;
  for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {
    v8 x = LOAD(a + i);
    if (n - i < CK_WIDTH) x = CK_NAME(only)(x, n - i);
    if (i == 0 && skips_first) x[0] = 0;
    v8 jx = j * x;
    j -= 1.0;
    zeroth += x, first += jx, second += j * jx;
    j -= 7.0;
  }
  out[0] = CK_NAME(total)(zeroth), out[1] = CK_NAME(total)(first);
  out[2] = CK_NAME(total)(second) / 2;
}

// With b_i = (a_i - mean) scale, b_0 = 0 if it is to be skipped, d_i = d + b_0 + ... + b_i:
// out_i = x + d_0 + ... + d_(i-1).
//
// Eight at a time: with d and x before them and s_l = b_0 + ... + b_l of the eight, lane l is
// x + l d + (s_0 + ... + s_(l-1)). So only two additions in eight elements wait for those before.
CK_TARGET static void CK_NAME(double_sum)(double *out, const double *a, double mean, double scale,
                                          ptrdiff_t n, int skips_first, double d_before,
                                          double x_before) {
  // From a zero that it knows the compiler makes expansions under masks, several times slower.
  volatile double nothing = 0;
  const v8 zero = CK_NAME(splat)(nothing), lane = {0, 1, 2, 3, 4, 5, 6, 7};
  v8 d = CK_NAME(splat)(d_before), x = CK_NAME(splat)(x_before);
  for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {
    v8 s = (LOAD(a + i) - mean) * scale;
    if (i == 0 && skips_first) s[0] = 0;
    s += UP1(s);
    s += UP2(s);
    s += UP4(s);
    v8 t = s + UP1(s);
    t += UP2(t);
    t += UP4(t);
    STORE(out + i, x + (lane * d + UP1(t)));
    x += 8.0 * d + LAST(t);
    d += LAST(s);
  }
}

#undef LOAD
#undef STORE
#undef SPLAT
#undef UP1
#undef UP2
#undef UP4
#undef LAST
