// The machine that runs passes over fields, compiled once per instruction set like kernels.h.
//
// A pass advances through its fields in tiles of four vectors, or of eight where there are registers for
// them (CK_WIDE): what an instruction takes besides its arithmetic is shared by more of it. The value
// computed last is kept in registers, the accumulator; an operand is the accumulator (a), a vector in
// memory (v), a scalar (s) or a line that is spread over the field (l). A value is stored only where something other than the next instruction
// needs it. So a chain of operations loads each field once and stores none but its result.

#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, x) (*(v8 *)(p) = (x))
#define SPLAT(s) ((v8){(s), (s), (s), (s), (s), (s), (s), (s)})

#ifdef CK_WIDE
#define STEP (8 * CK_WIDTH)
#define WIDE(...) __VA_ARGS__
#else
#define STEP (4 * CK_WIDTH)
#define WIDE(...)
#endif

#define NEXT             \
  do {                   \
    i++;                 \
    goto *labels[i->op]; \
  } while (0)
#define STORE_RESULT                                              \
  do {                                                            \
    double *o = i->out + start;                                   \
    STORE(o, r0), STORE(o + CK_WIDTH, r1);                        \
    STORE(o + 2 * CK_WIDTH, r2), STORE(o + 3 * CK_WIDTH, r3);     \
    WIDE(STORE(o + 4 * CK_WIDTH, r4), STORE(o + 5 * CK_WIDTH, r5);  \
         STORE(o + 6 * CK_WIDTH, r6), STORE(o + 7 * CK_WIDTH, r7);) \
  } while (0)

#define FETCH_a(operand)
#define FETCH_v(operand) const double *operand##_at = i->operand + start;
#define FETCH_s(operand) const v8 operand##_all = SPLAT(i->operand[0]);
#define FETCH_l(operand) FETCH_LINE(i->operand, i->c)
#define VALUE_a(operand, k) r##k
#define VALUE_v(operand, k) LOAD(operand##_at + k * CK_WIDTH)
#define VALUE_s(operand, k) operand##_all
#define VALUE_l(operand, k) l##k

// Each form twice: the result stays in the accumulator, or is stored too.
#define FORM(label, ...)         \
  label : { __VA_ARGS__ NEXT; }  \
  label##_stored : { __VA_ARGS__ STORE_RESULT; NEXT; }

#define BINARY_FORM(name, x, y, f)                                            \
  FORM(name##_##x##y, FETCH_##x(a) FETCH_##y(b)                               \
       r0 = f(VALUE_##x(a, 0), VALUE_##y(b, 0));                              \
       r1 = f(VALUE_##x(a, 1), VALUE_##y(b, 1));                              \
       r2 = f(VALUE_##x(a, 2), VALUE_##y(b, 2));                              \
       r3 = f(VALUE_##x(a, 3), VALUE_##y(b, 3));                              \
       WIDE(r4 = f(VALUE_##x(a, 4), VALUE_##y(b, 4));                         \
            r5 = f(VALUE_##x(a, 5), VALUE_##y(b, 5));                         \
            r6 = f(VALUE_##x(a, 6), VALUE_##y(b, 6));                         \
            r7 = f(VALUE_##x(a, 7), VALUE_##y(b, 7));))
#define BINARY(name, f)                                             \
  BINARY_FORM(name, v, v, f)                                        \
  BINARY_FORM(name, v, s, f)                                        \
  BINARY_FORM(name, s, v, f)                                        \
  BINARY_FORM(name, a, v, f)                                        \
  BINARY_FORM(name, v, a, f)                                        \
  BINARY_FORM(name, a, s, f)                                        \
  BINARY_FORM(name, s, a, f)
#define LINE_FORMS(name, f)   \
  BINARY_FORM(name, a, l, f)  \
  BINARY_FORM(name, v, l, f)
#define LABELS(op, label) [op] = &&label, [op + CK_OP_STORED] = &&label##_stored
#define BINARY_LABELS(base, name)                                                          \
  LABELS(base + CK_FORM_VV, name##_vv), LABELS(base + CK_FORM_VS, name##_vs),              \
  LABELS(base + CK_FORM_SV, name##_sv), LABELS(base + CK_FORM_AV, name##_av),              \
  LABELS(base + CK_FORM_VA, name##_va), LABELS(base + CK_FORM_AS, name##_as),              \
  LABELS(base + CK_FORM_SA, name##_sa)

#define LINE_LABELS(base, name) \
  LABELS(base + CK_FORM_AL, name##_al), LABELS(base + CK_FORM_VL, name##_vl)

#define UNARY_FORM(name, x, f)                                                \
  FORM(name##_##x, FETCH_##x(a)                                               \
       r0 = f(VALUE_##x(a, 0)); r1 = f(VALUE_##x(a, 1));                      \
       r2 = f(VALUE_##x(a, 2)); r3 = f(VALUE_##x(a, 3));                      \
       WIDE(r4 = f(VALUE_##x(a, 4)); r5 = f(VALUE_##x(a, 5));                 \
            r6 = f(VALUE_##x(a, 6)); r7 = f(VALUE_##x(a, 7));))
#define UNARY(name, f) UNARY_FORM(name, v, f) UNARY_FORM(name, a, f)
#define UNARY_LABELS(base, name) \
  LABELS(base + CK_FORM_V, name##_v), LABELS(base + CK_FORM_A, name##_a)

// The sum over four vectors is added to eight partial sums in memory, which FINISH adds up: an order that
// depends on nothing. The accumulator stays as it is. What lies behind the field's end counts as 0.
#define REDUCTION_FORM(label, first, second, term)                                      \
  label : {                                                                             \
    first second                                                                        \
    v8 t0 = term(0), t1 = term(1), t2 = term(2), t3 = term(3);                          \
    WIDE(v8 t4 = term(4), t5 = term(5), t6 = term(6), t7 = term(7);)                    \
    if (stop - start < STEP) {                                                          \
      const ptrdiff_t n = stop - start;                                                 \
      t0 = ONLY(t0, n, 0), t1 = ONLY(t1, n, 1), t2 = ONLY(t2, n, 2), t3 = ONLY(t3, n, 3); \
      WIDE(t4 = ONLY(t4, n, 4), t5 = ONLY(t5, n, 5);                                    \
           t6 = ONLY(t6, n, 6), t7 = ONLY(t7, n, 7);)                                   \
    }                                                                                   \
    v8 s = LOAD(i->out) + ((t0 + t1) + (t2 + t3));                                      \
    WIDE(s += (t4 + t5) + (t6 + t7);)                                                   \
    STORE(i->out, s);                                                                   \
    NEXT;                                                                               \
  }
#define ONLY(t, n, k) CK_NAME(only)(t, (n) - k * CK_WIDTH)

#define UNALIGNED(k) CK_NAME(unaligned)(from + (k) * CK_WIDTH)

// The tile's part of a spread line, as l0, l1, …
#define FETCH_LINE(line, layout)                                                        \
  double tile[STEP] __attribute__((aligned(64)));                                       \
  int isUniform;                                                                        \
  const double *from =                                                                  \
      CK_NAME(spread)(tile, line, layout, (size_t)(begin + start), &isUniform);         \
  v8 l0 = SPLAT(from[0]), l1 = l0, l2 = l0, l3 = l0;                                    \
  WIDE(v8 l4 = l0, l5 = l0, l6 = l0, l7 = l0;)                                          \
  if (!isUniform) {                                                                     \
    l0 = UNALIGNED(0), l1 = UNALIGNED(1), l2 = UNALIGNED(2), l3 = UNALIGNED(3);         \
    WIDE(l4 = UNALIGNED(4), l5 = UNALIGNED(5), l6 = UNALIGNED(6), l7 = UNALIGNED(7);)   \
  }

#define PLUS(x, y) ((x) + (y))
#define MINUS(x, y) ((x) - (y))
#define TIMES(x, y) ((x) * (y))
#define OVER(x, y) ((x) / (y))
#define NEGATED(x) (-(x))
#define SIZE(x) ((v8)((i8)(x) & INT64_MAX))
#define SQUARED(x) CK_NAME(squared)(x)
#define INVERSE(x) (1.0 / (x))
#define ROOT(x) __builtin_elementwise_sqrt(x)
#define EXPONENTIAL(x) CK_NAME(exp8)(x)

CK_TARGET static inline v8 CK_NAME(squared)(v8 x) { return x * x; }

CK_TARGET static inline v8 CK_NAME(unaligned)(const double *p) {
  v8 x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

// The first n lanes, and 0 in the others.
CK_TARGET static inline v8 CK_NAME(only)(v8 x, ptrdiff_t n) {
  const i8 lane = {0, 1, 2, 3, 4, 5, 6, 7};
  const i8 count = {n, n, n, n, n, n, n, n};
  return (v8)((i8)x & (i8)(lane < count));
}

// A vector of a field that repeats numbers: `number` in its first `left` lanes, then `next`.
CK_TARGET static inline v8 CK_NAME(turn)(double number, double next, ptrdiff_t left) {
  const i8 lane = {0, 1, 2, 3, 4, 5, 6, 7};
  const i8 count = {left, left, left, left, left, left, left, left};
  const i8 isFirst = (i8)(lane < count);
  return (v8)((isFirst & (i8)SPLAT(number)) | (~isFirst & (i8)SPLAT(next)));
}

// A tile of a field that repeats the numbers of a line, from an element on: where it begins, and whether its
// first number is all there is. What is not found in the line itself is put together in `tile`.
CK_TARGET static inline const double *CK_NAME(spread)(double *tile, const double *line,
                                                      const double *layout, size_t element,
                                                      int *isUniform) {
  const size_t count = (size_t)layout[0], inner = (size_t)layout[1];
  *isUniform = 0;
  if (inner == 1) return line + element % count;
  size_t value = element / inner;
  ptrdiff_t left = (ptrdiff_t)(inner - (element - value * inner));
  const double *from = line + value % count;
  *isUniform = left >= STEP;
  if (*isUniform) return from;
  if (inner >= STEP) {
    // A line continues behind its end with its first numbers.
    for (ptrdiff_t k = 0; k < STEP; k += CK_WIDTH)
      STORE(tile + k, CK_NAME(turn)(from[0], from[1], left - k));
    return tile;
  }
  for (ptrdiff_t k = 0; k < STEP; value++, left = (ptrdiff_t)inner) {
    const double number = line[value % count];
    for (; left > 0 && k < STEP; left--) tile[k++] = number;
  }
  return tile;
}

// Lets the operands that move begin `shift` elements later.
CK_TARGET static void CK_NAME(advance)(ck_call *i, ptrdiff_t shift) {
  for (;; i++) {
    if (i->out) i->out += shift & i->moves[0];
    i->a += shift & i->moves[1], i->b += shift & i->moves[2], i->c += shift & i->moves[3];
    if (i->op == CK_OP_END) return;
  }
}

CK_TARGET static void CK_NAME(run_tiles)(ck_call *first, ptrdiff_t begin, ptrdiff_t end,
                                         ptrdiff_t block) {
  static const void *const labels[CK_OP_COUNT] = {
      BINARY_LABELS(CK_OP_ADD, add),
      BINARY_LABELS(CK_OP_SUBTRACT, subtract),
      BINARY_LABELS(CK_OP_MULTIPLY, multiply),
      BINARY_LABELS(CK_OP_DIVIDE, divide),
      LINE_LABELS(CK_OP_ADD, add),
      LINE_LABELS(CK_OP_MULTIPLY, multiply),
      UNARY_LABELS(CK_OP_NEGATE, negate),
      UNARY_LABELS(CK_OP_ABS, abs),
      UNARY_LABELS(CK_OP_SQUARE, square),
      UNARY_LABELS(CK_OP_RECIPROCAL, reciprocal),
      UNARY_LABELS(CK_OP_SQRT, sqrt),
      UNARY_LABELS(CK_OP_EXP, exp),
      LABELS(CK_OP_FILL, fill),
      LABELS(CK_OP_SPREAD, spread),
      LABELS(CK_OP_RAMP, ramp),
      [CK_OP_SUM + CK_FORM_V] = &&sum_v,
      [CK_OP_SUM + CK_FORM_A] = &&sum_a,
      [CK_OP_SUM_SQUARES + CK_FORM_V] = &&sum_squares_v,
      [CK_OP_SUM_SQUARES + CK_FORM_A] = &&sum_squares_a,
      [CK_OP_DOT + CK_FORM_VV] = &&dot_vv,
      [CK_OP_DOT + CK_FORM_AV] = &&dot_av,
      [CK_OP_DOT + CK_FORM_AL] = &&dot_al,
      [CK_OP_DOT + CK_FORM_VL] = &&dot_vl,
      [CK_OP_CALL] = &&call,
      [CK_OP_TILE_END] = &&tile_end,
      [CK_OP_FINISH] = &&finish,
      [CK_OP_END] = &&block_end,
  };
  const ck_call *i = first;
  // Elements of the block: the operands begin where it does.
  ptrdiff_t start = 0;
  ptrdiff_t stop = end - begin < block ? end - begin : block;
  if (begin) CK_NAME(advance)(first, begin);
  v8 r0 = SPLAT(0.0), r1 = r0, r2 = r0, r3 = r0;
  WIDE(v8 r4 = r0, r5 = r0, r6 = r0, r7 = r0;)
  goto *labels[i->op];

  BINARY(add, PLUS)
  BINARY(subtract, MINUS)
  BINARY(multiply, TIMES)
  BINARY(divide, OVER)
  LINE_FORMS(add, PLUS)
  LINE_FORMS(multiply, TIMES)
  UNARY(negate, NEGATED)
  UNARY(abs, SIZE)
  UNARY(square, SQUARED)
  UNARY(reciprocal, INVERSE)
  UNARY(sqrt, ROOT)
  UNARY(exp, EXPONENTIAL)
  FORM(fill, r0 = r1 = r2 = r3 = SPLAT(i->a[0]); WIDE(r4 = r5 = r6 = r7 = r0;))
  FORM(spread, FETCH_LINE(i->a, i->b)
       r0 = l0; r1 = l1; r2 = l2; r3 = l3;
       WIDE(r4 = l4; r5 = l5; r6 = l6; r7 = l7;))
  FORM(ramp, const v8 first = SPLAT(i->a[0] + (double)(begin + start)) + (v8){0, 1, 2, 3, 4, 5, 6, 7};
       const v8 divisor = SPLAT(i->a[1]), factor = SPLAT(i->a[2]);
       r0 = first; r1 = first + CK_WIDTH; r2 = first + 2.0 * CK_WIDTH; r3 = first + 3.0 * CK_WIDTH;
       WIDE(r4 = first + 4.0 * CK_WIDTH; r5 = first + 5.0 * CK_WIDTH;
            r6 = first + 6.0 * CK_WIDTH; r7 = first + 7.0 * CK_WIDTH;)
       if (i->a[2] != 0) {
         r0 *= factor, r1 *= factor, r2 *= factor, r3 *= factor;
         WIDE(r4 *= factor, r5 *= factor, r6 *= factor, r7 *= factor;)
       } else {
         r0 /= divisor, r1 /= divisor, r2 /= divisor, r3 /= divisor;
         WIDE(r4 /= divisor, r5 /= divisor, r6 /= divisor, r7 /= divisor;)
       })
#define TERM_SUM_v(k) VALUE_v(a, k)
#define TERM_SUM_a(k) VALUE_a(a, k)
#define TERM_SQUARE_v(k) SQUARED(VALUE_v(a, k))
#define TERM_SQUARE_a(k) SQUARED(VALUE_a(a, k))
#define TERM_DOT_vv(k) (VALUE_v(a, k) * VALUE_v(b, k))
#define TERM_DOT_av(k) (VALUE_a(a, k) * VALUE_v(b, k))
#define TERM_DOT_al(k) (VALUE_a(a, k) * VALUE_l(b, k))
#define TERM_DOT_vl(k) (VALUE_v(a, k) * VALUE_l(b, k))
  REDUCTION_FORM(sum_v, FETCH_v(a), , TERM_SUM_v)
  REDUCTION_FORM(sum_a, , , TERM_SUM_a)
  REDUCTION_FORM(sum_squares_v, FETCH_v(a), , TERM_SQUARE_v)
  REDUCTION_FORM(sum_squares_a, , , TERM_SQUARE_a)
  REDUCTION_FORM(dot_vv, FETCH_v(a), FETCH_v(b), TERM_DOT_vv)
  REDUCTION_FORM(dot_av, , FETCH_v(b), TERM_DOT_av)
  REDUCTION_FORM(dot_al, , FETCH_l(b), TERM_DOT_al)
  REDUCTION_FORM(dot_vl, FETCH_v(a), FETCH_l(b), TERM_DOT_vl)

  // Everything that is rarer: a kernel from memory to memory.
  call: {
    double *o = i->out + start;
    i->kernel(o, i->a + (start & i->fields[0]), i->b + (start & i->fields[1]),
              i->c + (start & i->fields[2]), stop - start < STEP ? stop - start : STEP);
    r0 = LOAD(o), r1 = LOAD(o + CK_WIDTH);
    r2 = LOAD(o + 2 * CK_WIDTH), r3 = LOAD(o + 3 * CK_WIDTH);
    WIDE(r4 = LOAD(o + 4 * CK_WIDTH), r5 = LOAD(o + 5 * CK_WIDTH);
         r6 = LOAD(o + 6 * CK_WIDTH), r7 = LOAD(o + 7 * CK_WIDTH);)
    NEXT;
  }
  tile_end: {
    start += STEP;
    if (start >= stop) NEXT;
    i = first;
    goto *labels[i->op];
  }
  // The partial sums become the block's, and start from 0 again.
  finish: {
    double *sums = (double *)i->a;
    v8 s = LOAD(sums);
    i->out[begin / block] = ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
    STORE(sums, SPLAT(0.0));
    NEXT;
  }
  block_end: {
    if (end - begin <= block) {
      if (begin) CK_NAME(advance)(first, -begin);
      return;
    }
    CK_NAME(advance)(first, block);
    begin += block, start = 0;
    stop = end - begin < block ? end - begin : block;
    i = first;
    goto *labels[i->op];
  }
}

#undef LOAD
#undef STORE
#undef SPLAT
#undef STEP
#undef WIDE
#undef ONLY
#undef UNALIGNED
#undef FETCH_LINE
#undef NEXT
#undef STORE_RESULT
#undef FETCH_a
#undef FETCH_v
#undef FETCH_s
#undef FETCH_l
#undef VALUE_a
#undef VALUE_v
#undef VALUE_s
#undef VALUE_l
#undef BINARY_FORM
#undef BINARY
#undef FORM
#undef LINE_FORMS
#undef LINE_LABELS
#undef LABELS
#undef BINARY_LABELS
#undef UNARY_FORM
#undef UNARY
#undef UNARY_LABELS
#undef REDUCTION_FORM
#undef PLUS
#undef MINUS
#undef TIMES
#undef OVER
#undef NEGATED
#undef SIZE
#undef SQUARED
#undef INVERSE
#undef ROOT
#undef EXPONENTIAL
#undef TERM_SUM_v
#undef TERM_SUM_a
#undef TERM_SQUARE_v
#undef TERM_SQUARE_a
#undef TERM_DOT_vv
#undef TERM_DOT_av
#undef TERM_DOT_al
#undef TERM_DOT_vl
