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

// With b_0 = 0, b_i = (a_i - mean) scale: d_i = b_0 + ... + b_i, out_i = d_0 + ... + d_(i-1).
// After the last, out_n; and all, out_0 + ... + out_(n-1).
//
// Eight at a time: with d and out before them and s_l = b_0 + ... + b_l of the eight, lane l is
// out + l d + (s_0 + ... + s_(l-1)). So only two additions in eight elements wait for those before.
CK_TARGET static void CK_NAME(double_sum)(double *out, const double *a, double mean, double scale,
                                          ptrdiff_t n, double *after, double *all) {
  // From a zero that it knows the compiler makes expansions under masks, several times slower.
  volatile double nothing = 0;
  const v8 zero = CK_NAME(splat)(nothing), lane = {0, 1, 2, 3, 4, 5, 6, 7};
  v8 d = zero, sum = zero, total = zero;
  for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {
    v8 s = (LOAD(a + i) - mean) * scale;
    if (i == 0) s[0] = 0;
    s += UP1(s);
    s += UP2(s);
    s += UP4(s);
    v8 t = s + UP1(s);
    t += UP2(t);
    t += UP4(t);
    v8 x = sum + (lane * d + UP1(t));
    STORE(out + i, x);
    if (n - i < CK_WIDTH) {
      total += CK_NAME(only)(x, n - i);
      sum = CK_NAME(splat)(x[n - i]);
      break;
    }
    total += x;
    sum += 8.0 * d + LAST(t);
    d += LAST(s);
  }
  *after = sum[0];
  *all = ((total[0] + total[4]) + (total[1] + total[5])) +
         ((total[2] + total[6]) + (total[3] + total[7]));
}

// out_i += i slope + shift.
CK_TARGET static void CK_NAME(add_ramp)(double *out, double slope, double shift, ptrdiff_t n) {
  v8 index = {0, 1, 2, 3, 4, 5, 6, 7};
  for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {
    STORE(out + i, LOAD(out + i) + (index * slope + shift));
    index += 8.0;
  }
}

#undef LOAD
#undef STORE
#undef SPLAT
#undef UP1
#undef UP2
#undef UP4
#undef LAST
