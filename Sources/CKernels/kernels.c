#include "CKernels.h"

#include <math.h>

// Vectors are passed between static functions only, so there is no ABI to keep.
#pragma clang diagnostic ignored "-Wpsabi"
// Loops over registers are unrolled where there is optimisation at all.
#pragma clang diagnostic ignored "-Wpass-failed"

// x - y floor(x / y), exactly where C's remainder is: of the divisor's sign.
static inline double floored_remainder(double x, double y) {
  double remainder = fmod(x, y);
  return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
}

// One table per instruction set, from the same text.
#define CK_NAME(x) x##_baseline
#define CK_TARGET
#define PRODUCT_ROWS 2
#define PRODUCT_VECTORS 1
#include "kernels.h"
#include "tiles.h"
#include "sums.h"
#include "products.h"
#undef PRODUCT_ROWS
#undef PRODUCT_VECTORS
#undef CK_NAME
#undef CK_TARGET

#define SUMS(set) {.moments = moments_##set, .double_sum = double_sum_##set}

#if defined(__x86_64__)
#define v8 v8_avx2
#define i8 i8_avx2
#define CK_NAME(x) x##_avx2
#define CK_TARGET __attribute__((target("avx2,fma")))
#define PRODUCT_ROWS 6
#define PRODUCT_VECTORS 1
#include "kernels.h"
#include "tiles.h"
#include "sums.h"
#include "products.h"
#undef PRODUCT_ROWS
#undef PRODUCT_VECTORS
#undef CK_NAME
#undef CK_TARGET
#undef v8
#undef i8

#define v8 v8_avx512
#define i8 i8_avx512
#define CK_NAME(x) x##_avx512
#define CK_WIDE
#define CK_TARGET \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"), min_vector_width(512)))
#define PRODUCT_ROWS 8
#define PRODUCT_VECTORS 3
#include "kernels.h"
#include "tiles.h"
#include "sums.h"
#include "products.h"
#undef PRODUCT_ROWS
#undef PRODUCT_VECTORS
#undef CK_WIDE
#undef CK_NAME
#undef CK_TARGET
#undef v8
#undef i8

static const ck_kernel *const tables[] = {table_baseline, table_avx2, table_avx512};
static const ck_machine machines[] = {run_tiles_baseline, run_tiles_avx2, run_tiles_avx512};
static const ck_sums sums[] = {SUMS(baseline), SUMS(avx2), SUMS(avx512)};
static const ck_product products[] = {product_baseline, product_avx2, product_avx512};

static ck_level detect(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return CK_AVX512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? CK_AVX2 : CK_BASELINE;
}
#else
static const ck_kernel *const tables[] = {table_baseline};
static const ck_machine machines[] = {run_tiles_baseline};
static const ck_sums sums[] = {SUMS(baseline)};
static const ck_product products[] = {product_baseline};
static ck_level detect(void) { return CK_BASELINE; }
#endif

const ck_kernel *ck_table_for(ck_level level) {
  return level <= detect() ? tables[level] : NULL;
}

const ck_kernel *ck_table(void) { return tables[detect()]; }

ck_machine ck_tile_machine_for(ck_level level) { return level <= detect() ? machines[level] : NULL; }

ck_machine ck_tile_machine(void) { return machines[detect()]; }

const ck_sums *ck_sums_for(ck_level level) { return level <= detect() ? &sums[level] : NULL; }

const ck_sums *ck_field_sums(void) { return &sums[detect()]; }

ck_product ck_matrix_product_for(ck_level level) {
  return level <= detect() ? products[level] : NULL;
}

ck_product ck_matrix_product(void) { return products[detect()]; }

const char *ck_instruction_set(void) {
  static const char *const names[] = {"baseline", "avx2", "avx512"};
  return names[detect()];
}

_Static_assert(CK_OP_COUNT <= 256, "an operation is one byte");

void ck_bind(const ck_instruction *code, ptrdiff_t count, double *workspace,
             const double *constants, double *scratch, ck_call *calls) {
#define PLACE(offset) \
  ((offset) >= CK_SCRATCH ? scratch + ((offset) - CK_SCRATCH) : workspace + (offset))
#define OPERAND(offset) ((offset) < 0 ? constants + ~(offset) : PLACE(offset))
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t advance = code[i].advance;
    calls[i] = (ck_call){
        .op = (uint8_t)code[i].op,
        .moves = {-(advance & 1), -(advance >> 1 & 1), -(advance >> 2 & 1), -(advance >> 3 & 1)},
        .fields = {-(advance >> 5 & 1), -(advance >> 6 & 1), -(advance >> 7 & 1)},
        .a = OPERAND(code[i].a),
        .b = OPERAND(code[i].b),
        .out = code[i].out == CK_NOWHERE ? NULL : PLACE(code[i].out),
        .c = OPERAND(code[i].c),
        .kernel = code[i].kernel};
  }
#undef OPERAND
#undef PLACE
}

void ck_run(const ck_call *calls, ptrdiff_t count, ptrdiff_t begin, ptrdiff_t end,
            ptrdiff_t block) {
  const ck_call *last = calls + count;
  for (ptrdiff_t start = begin; start < end; start += block) {
    ptrdiff_t n = end - start < block ? end - start : block;
    for (const ck_call *i = calls; i < last; i++)
      i->kernel(i->out + (i->op == CK_OP_FINISH ? start / block : start & i->moves[0]),
                i->a + (start & i->moves[1]), i->b + (start & i->moves[2]),
                i->c + (start & i->moves[3]), n);
  }
}
