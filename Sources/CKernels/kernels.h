// The kernels, compiled once per instruction set: the including file defines CK_NAME(x), and
// CK_TARGET, an attribute for every function.
//
// Vectors are of eight doubles whatever the processor: the compiler splits them. So the order of
// the additions in a reduction is the same everywhere; what differs between instruction sets is
// only whether a product and a sum are rounded once (FMA) or twice.

typedef double v8 __attribute__((vector_size(64)));
typedef int64_t i8 __attribute__((vector_size(64)));

#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, x) (*(v8 *)(p) = (x))
#define SPLAT(s) ((v8){(s), (s), (s), (s), (s), (s), (s), (s)})
#define KERNEL(name)                                                                     \
  CK_TARGET static void CK_NAME(name)(double *out, const double *a, const double *b, \
                                      const double *c, ptrdiff_t n)
#define UNUSED (void)a, (void)b, (void)c

#define UNARY(name, expression)                           \
  KERNEL(name) {                                          \
    UNUSED;                                               \
    for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {         \
      v8 x = LOAD(a + i);                                 \
      STORE(out + i, expression);                \
    }                                                     \
  }
#define BINARY(name, first, second, expression)           \
  KERNEL(name) {                                          \
    UNUSED;                                               \
    const v8 sa = SPLAT(a[0]), sb = SPLAT(b[0]);          \
    (void)sa, (void)sb;                                   \
    for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {         \
      v8 x = first, y = second;                           \
      STORE(out + i, expression);                \
    }                                                     \
  }
#define TERNARY(name, first, second, third, expression)  \
  KERNEL(name) {                                          \
    const v8 sa = SPLAT(a[0]), sb = SPLAT(b[0]), sc = SPLAT(c[0]); \
    (void)sa, (void)sb, (void)sc;                         \
    for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) {         \
      v8 x = first, y = second, z = third;                \
      STORE(out + i, expression);                         \
    }                                                     \
  }
#define VA LOAD(a + i)
#define VB LOAD(b + i)
#define VC LOAD(c + i)
// Comparisons give lanes of ones or zeros: what they choose, and what they are as numbers.
#define CHOOSE(lanes, x, y) ((v8)(((i8)(lanes) & (i8)(x)) | (~(i8)(lanes) & (i8)(y))))
#define TRUTH(lanes) ((v8)((i8)(lanes) & (i8)SPLAT(1.0)))

UNARY(copy, x)
KERNEL(fill) {
  UNUSED;
  const v8 s = SPLAT(a[0]);
  for (ptrdiff_t i = 0; i < n; i += CK_WIDTH) STORE(out + i, s);
}
KERNEL(move) {
  UNUSED;
  for (ptrdiff_t i = 0; i < n; i++) out[i] = a[i];
}
KERNEL(clear) {
  UNUSED;
  for (ptrdiff_t i = 0; i < n; i++) out[i] = 0;
}
KERNEL(accumulate) {
  UNUSED;
  for (ptrdiff_t i = 0; i < n; i++) out[i] += a[i];
}
BINARY(add_vv, VA, VB, x + y)
BINARY(add_vs, VA, sb, x + y)
BINARY(sub_vv, VA, VB, x - y)
BINARY(sub_vs, VA, sb, x - y)
BINARY(sub_sv, sa, VB, x - y)
BINARY(mul_vv, VA, VB, x *y)
BINARY(mul_vs, VA, sb, x *y)
BINARY(div_vv, VA, VB, x / y)
BINARY(div_vs, VA, sb, x / y)
BINARY(div_sv, sa, VB, x / y)
UNARY(neg, -x)
UNARY(abs, (v8)((i8)x & INT64_MAX))
UNARY(square, x *x)
UNARY(reciprocal, 1.0 / x)
UNARY(sqrt, __builtin_elementwise_sqrt(x))
UNARY(floor, __builtin_elementwise_floor(x))

// The smaller and the larger of two, NaN if either is.
#define MINIMUM CHOOSE((i8)(x < y) | (i8)(x != x), x, y)
#define MAXIMUM CHOOSE((i8)(x > y) | (i8)(x != x), x, y)
BINARY(min_vv, VA, VB, MINIMUM)
BINARY(min_vs, VA, sb, MINIMUM)
BINARY(max_vv, VA, VB, MAXIMUM)
BINARY(max_vs, VA, sb, MAXIMUM)
// 1 where x > y, 1/2 where they are equal, else 0.
#define STEP (0.5 * (TRUTH(x > y) + TRUTH(x >= y)))
BINARY(step_vv, VA, VB, STEP)
BINARY(step_vs, VA, sb, STEP)
BINARY(step_sv, sa, VB, STEP)
BINARY(less_vv, VA, VB, TRUTH(x < y))
BINARY(less_vs, VA, sb, TRUTH(x < y))
BINARY(less_sv, sa, VB, TRUTH(x < y))
BINARY(less_or_equal_vv, VA, VB, TRUTH(x <= y))
BINARY(less_or_equal_vs, VA, sb, TRUTH(x <= y))
BINARY(less_or_equal_sv, sa, VB, TRUTH(x <= y))
BINARY(equal_vv, VA, VB, TRUTH(x == y))
BINARY(equal_vs, VA, sb, TRUTH(x == y))
BINARY(not_equal_vv, VA, VB, TRUTH(x != y))
BINARY(not_equal_vs, VA, sb, TRUTH(x != y))
#define SELECTION CHOOSE(x > 0.0, y, z)
TERNARY(select_vvv, VA, VB, VC, SELECTION)
TERNARY(select_vvs, VA, VB, sc, SELECTION)
TERNARY(select_vsv, VA, sb, VC, SELECTION)
TERNARY(select_vss, VA, sb, sc, SELECTION)
TERNARY(select_svv, sa, VB, VC, SELECTION)
TERNARY(select_svs, sa, VB, sc, SELECTION)
TERNARY(select_ssv, sa, sb, VC, SELECTION)

#include "functions.h"
UNARY(exp, CK_NAME(exp8)(x))
UNARY(log, CK_NAME(log8)(x))
UNARY(sin, CK_NAME(sin8)(x))
UNARY(cos, CK_NAME(cos8)(x))
UNARY(sinh, CK_NAME(sinh8)(x))
UNARY(cosh, CK_NAME(cosh8)(x))
UNARY(tanh, CK_NAME(tanh8)(x))
#include "errors.h"
UNARY(erf, CK_NAME(erf8)(x))
UNARY(erfc, CK_NAME(erfc8)(x))

// What has no vector form yet goes to the C library, element by element, and only to n: the
// padding may hold anything.
#define SCALAR_UNARY(name, expression)                                       \
  KERNEL(name) {                                                             \
    UNUSED;                                                                  \
    for (ptrdiff_t i = 0; i < n; i++) {                                      \
      double x = a[i];                                                       \
      out[i] = expression;                                          \
    }                                                                        \
  }
#define SCALAR_BINARY(name, first, second, expression)                       \
  KERNEL(name) {                                                             \
    UNUSED;                                                                  \
    const double sa = a[0], sb = b[0];                                       \
    (void)sa, (void)sb;                                                      \
    for (ptrdiff_t i = 0; i < n; i++) {                                      \
      double x = first, y = second;                                          \
      out[i] = expression;                                          \
    }                                                                        \
  }
SCALAR_UNARY(sign, (x > 0) - (x < 0) + (x != x ? x : 0))
SCALAR_UNARY(expm1, expm1(x))
SCALAR_UNARY(log1p, log1p(x))
SCALAR_UNARY(tan, tan(x))
SCALAR_UNARY(atan, atan(x))
SCALAR_BINARY(pow_vv, a[i], b[i], pow(x, y))
SCALAR_BINARY(pow_vs, a[i], sb, pow(x, y))
SCALAR_BINARY(pow_sv, sa, b[i], pow(x, y))
SCALAR_UNARY(log2, log2(x))
SCALAR_UNARY(log10, log10(x))
SCALAR_UNARY(cbrt, cbrt(x))
SCALAR_UNARY(asin, asin(x))
SCALAR_UNARY(acos, acos(x))
SCALAR_UNARY(asinh, asinh(x))
SCALAR_UNARY(acosh, acosh(x))
SCALAR_UNARY(atanh, atanh(x))
SCALAR_BINARY(atan2_vv, a[i], b[i], atan2(x, y))
SCALAR_BINARY(atan2_vs, a[i], sb, atan2(x, y))
SCALAR_BINARY(atan2_sv, sa, b[i], atan2(x, y))
SCALAR_BINARY(hypot_vv, a[i], b[i], hypot(x, y))
SCALAR_BINARY(hypot_vs, a[i], sb, hypot(x, y))
SCALAR_BINARY(mod_vv, a[i], b[i], floored_remainder(x, y))
SCALAR_BINARY(mod_vs, a[i], sb, floored_remainder(x, y))
SCALAR_BINARY(mod_sv, sa, b[i], floored_remainder(x, y))

// Four accumulators of eight lanes, added in a fixed tree; the tail is added last.
CK_TARGET static inline double CK_NAME(lanes)(v8 s0, v8 s1, v8 s2, v8 s3) {
  v8 s = (s0 + s1) + (s2 + s3);
  return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}
#define REDUCTION(name, term)                                                     \
  KERNEL(name) {                                                                  \
    UNUSED;                                                                       \
    v8 s0 = SPLAT(0.0), s1 = s0, s2 = s0, s3 = s0;                                \
    ptrdiff_t i = 0;                                                              \
    for (; i + 4 * CK_WIDTH <= n; i += 4 * CK_WIDTH) {                            \
      s0 += term(v8, LOAD, i), s1 += term(v8, LOAD, i + CK_WIDTH);                \
      s2 += term(v8, LOAD, i + 2 * CK_WIDTH), s3 += term(v8, LOAD, i + 3 * CK_WIDTH); \
    }                                                                             \
    for (; i + CK_WIDTH <= n; i += CK_WIDTH) s0 += term(v8, LOAD, i);             \
    double total = CK_NAME(lanes)(s0, s1, s2, s3);                                \
    for (; i < n; i++) total += term(double, *, i);                               \
    out[0] = total;                                                      \
  }
#define TERM_SUM(type, load, i) load(a + (i))
#define TERM_DOT(type, load, i) (load(a + (i)) * load(b + (i)))
#define TERM_SQUARE(type, load, i) (load(a + (i)) * load(a + (i)))
REDUCTION(sum, TERM_SUM)
REDUCTION(dot, TERM_DOT)
REDUCTION(sum_squares, TERM_SQUARE)

static const ck_kernel CK_NAME(table)[CK_COUNT] = {
    [CK_COPY] = CK_NAME(copy),       [CK_FILL] = CK_NAME(fill),
    [CK_MOVE] = CK_NAME(move),       [CK_CLEAR] = CK_NAME(clear),
    [CK_ACCUMULATE] = CK_NAME(accumulate),
    [CK_ADD_VV] = CK_NAME(add_vv),   [CK_ADD_VS] = CK_NAME(add_vs),
    [CK_SUB_VV] = CK_NAME(sub_vv),   [CK_SUB_VS] = CK_NAME(sub_vs),
    [CK_SUB_SV] = CK_NAME(sub_sv),   [CK_MUL_VV] = CK_NAME(mul_vv),
    [CK_MUL_VS] = CK_NAME(mul_vs),   [CK_DIV_VV] = CK_NAME(div_vv),
    [CK_DIV_VS] = CK_NAME(div_vs),   [CK_DIV_SV] = CK_NAME(div_sv),
    [CK_NEG] = CK_NAME(neg),         [CK_ABS] = CK_NAME(abs),
    [CK_SIGN] = CK_NAME(sign),       [CK_SQUARE] = CK_NAME(square),
    [CK_RECIPROCAL] = CK_NAME(reciprocal), [CK_SQRT] = CK_NAME(sqrt),
    [CK_EXP] = CK_NAME(exp),         [CK_EXPM1] = CK_NAME(expm1),
    [CK_LOG] = CK_NAME(log),         [CK_LOG1P] = CK_NAME(log1p),
    [CK_SIN] = CK_NAME(sin),         [CK_COS] = CK_NAME(cos),
    [CK_TAN] = CK_NAME(tan),         [CK_SINH] = CK_NAME(sinh),
    [CK_COSH] = CK_NAME(cosh),       [CK_TANH] = CK_NAME(tanh),
    [CK_ATAN] = CK_NAME(atan),       [CK_ERF] = CK_NAME(erf),
    [CK_POW_VV] = CK_NAME(pow_vv),   [CK_POW_VS] = CK_NAME(pow_vs),
    [CK_POW_SV] = CK_NAME(pow_sv),   [CK_SUM] = CK_NAME(sum),
    [CK_LOG2] = CK_NAME(log2),
    [CK_LOG10] = CK_NAME(log10),
    [CK_CBRT] = CK_NAME(cbrt),
    [CK_ASIN] = CK_NAME(asin),
    [CK_ACOS] = CK_NAME(acos),
    [CK_ASINH] = CK_NAME(asinh),
    [CK_ACOSH] = CK_NAME(acosh),
    [CK_ATANH] = CK_NAME(atanh),
    [CK_ERFC] = CK_NAME(erfc),
    [CK_FLOOR] = CK_NAME(floor),
    [CK_ATAN2_VV] = CK_NAME(atan2_vv),
    [CK_ATAN2_VS] = CK_NAME(atan2_vs),
    [CK_ATAN2_SV] = CK_NAME(atan2_sv),
    [CK_HYPOT_VV] = CK_NAME(hypot_vv),
    [CK_HYPOT_VS] = CK_NAME(hypot_vs),
    [CK_MOD_VV] = CK_NAME(mod_vv),
    [CK_MOD_VS] = CK_NAME(mod_vs),
    [CK_MOD_SV] = CK_NAME(mod_sv),
    [CK_MIN_VV] = CK_NAME(min_vv),
    [CK_MIN_VS] = CK_NAME(min_vs),
    [CK_MAX_VV] = CK_NAME(max_vv),
    [CK_MAX_VS] = CK_NAME(max_vs),
    [CK_STEP_VV] = CK_NAME(step_vv),
    [CK_STEP_VS] = CK_NAME(step_vs),
    [CK_STEP_SV] = CK_NAME(step_sv),
    [CK_LESS_VV] = CK_NAME(less_vv),
    [CK_LESS_VS] = CK_NAME(less_vs),
    [CK_LESS_SV] = CK_NAME(less_sv),
    [CK_LESS_OR_EQUAL_VV] = CK_NAME(less_or_equal_vv),
    [CK_LESS_OR_EQUAL_VS] = CK_NAME(less_or_equal_vs),
    [CK_LESS_OR_EQUAL_SV] = CK_NAME(less_or_equal_sv),
    [CK_EQUAL_VV] = CK_NAME(equal_vv),
    [CK_EQUAL_VS] = CK_NAME(equal_vs),
    [CK_NOT_EQUAL_VV] = CK_NAME(not_equal_vv),
    [CK_NOT_EQUAL_VS] = CK_NAME(not_equal_vs),
    [CK_SELECT_VVV] = CK_NAME(select_vvv),
    [CK_SELECT_VVS] = CK_NAME(select_vvs),
    [CK_SELECT_VSV] = CK_NAME(select_vsv),
    [CK_SELECT_VSS] = CK_NAME(select_vss),
    [CK_SELECT_SVV] = CK_NAME(select_svv),
    [CK_SELECT_SVS] = CK_NAME(select_svs),
    [CK_SELECT_SSV] = CK_NAME(select_ssv),
    [CK_DOT] = CK_NAME(dot),         [CK_SUM_SQUARES] = CK_NAME(sum_squares),
};

#undef VECTOR
#undef LOAD
#undef STORE
#undef SPLAT
#undef KERNEL
#undef UNUSED
#undef UNARY
#undef BINARY
#undef TERNARY
#undef VA
#undef VB
#undef VC
#undef CHOOSE
#undef TRUTH
#undef MINIMUM
#undef MAXIMUM
#undef STEP
#undef SELECTION
#undef SCALAR_UNARY
#undef SCALAR_BINARY
#undef REDUCTION
#undef TERM_SUM
#undef TERM_DOT
#undef TERM_SQUARE
