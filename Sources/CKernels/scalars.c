// The machine that computes scalars, one after the other: the forms of tiles.h for single numbers.
// An operand is the result of the instruction before (a) or in memory (v). Every result is stored, wanted
// or not: that is cheaper than to ask.
#include "CKernels.h"

#include <math.h>

#define NEXT             \
  do {                   \
    i++;                 \
    goto *labels[i->op]; \
  } while (0)
#define RESULT(label, expression)  \
  label : {                        \
    r = (expression);              \
    i->out[0] = r;                 \
    NEXT;                          \
  }
#define BINARY(name, operator)                       \
  RESULT(name##_vv, i->a[0] operator i->b[0])        \
  RESULT(name##_av, r operator i->b[0])              \
  RESULT(name##_va, i->a[0] operator r)
#define BINARY_LABELS(base, name)                                           \
  [base + CK_FORM_VV] = &&name##_vv, [base + CK_FORM_AV] = &&name##_av,     \
  [base + CK_FORM_VA] = &&name##_va
#define UNARY(name, expression_v, expression_a) \
  RESULT(name##_v, expression_v) RESULT(name##_a, expression_a)
#define UNARY_LABELS(base, name) [base + CK_FORM_V] = &&name##_v, [base + CK_FORM_A] = &&name##_a

// A derivative wants the cosine of what the value wants the sine of: both cost little more than one.
typedef struct {
  double angle, sine, cosine;
} turn;
static inline turn turned(double angle) {
  turn result = {.angle = angle};
  sincos(angle, &result.sine, &result.cosine);
  return result;
}
#define SINE(x) (last = turned(x), last.sine)
#define COSINE(x) ((x) == last.angle ? last.cosine : cos(x))

void ck_run_scalars(const ck_call *i) {
  static const void *const labels[CK_OP_COUNT] = {
      BINARY_LABELS(CK_OP_ADD, add),
      BINARY_LABELS(CK_OP_SUBTRACT, subtract),
      BINARY_LABELS(CK_OP_MULTIPLY, multiply),
      BINARY_LABELS(CK_OP_DIVIDE, divide),
      UNARY_LABELS(CK_OP_NEGATE, negate),
      UNARY_LABELS(CK_OP_ABS, abs),
      UNARY_LABELS(CK_OP_SQUARE, square),
      UNARY_LABELS(CK_OP_RECIPROCAL, reciprocal),
      UNARY_LABELS(CK_OP_SQRT, sqrt),
      UNARY_LABELS(CK_OP_EXP, exp),
      UNARY_LABELS(CK_OP_SIN, sin),
      UNARY_LABELS(CK_OP_COS, cos),
      [CK_OP_LOAD] = &&load,
      [CK_OP_CALL] = &&call,
      [CK_OP_END] = &&end,
  };
  double r = 0;
  turn last = {.angle = NAN};
  goto *labels[i->op];
  BINARY(add, +)
  BINARY(subtract, -)
  BINARY(multiply, *)
  BINARY(divide, /)
  UNARY(negate, -i->a[0], -r)
  UNARY(abs, fabs(i->a[0]), fabs(r))
  UNARY(square, i->a[0] * i->a[0], r * r)
  UNARY(reciprocal, 1 / i->a[0], 1 / r)
  UNARY(sqrt, sqrt(i->a[0]), sqrt(r))
  UNARY(exp, exp(i->a[0]), exp(r))
  UNARY(sin, SINE(i->a[0]), SINE(r))
  UNARY(cos, COSINE(i->a[0]), COSINE(r))
  RESULT(load, i->a[0])
  call: {
    i->kernel(i->out, i->a, i->b, i->c, 1);
    r = i->out[0];
    NEXT;
  }
end:
  return;
}
