#include "CKernels.h"

#include <math.h>

// Vectors are passed between static functions only, so there is no ABI to keep.
#pragma clang diagnostic ignored "-Wpsabi"

// One table per instruction set, from the same text.
#define CK_NAME(x) x##_baseline
#define CK_TARGET
#include "kernels.h"
#undef CK_NAME
#undef CK_TARGET

#if defined(__x86_64__)
#define v8 v8_avx2
#define i8 i8_avx2
#define CK_NAME(x) x##_avx2
#define CK_TARGET __attribute__((target("avx2,fma")))
#include "kernels.h"
#undef CK_NAME
#undef CK_TARGET
#undef v8
#undef i8

#define v8 v8_avx512
#define i8 i8_avx512
#define CK_NAME(x) x##_avx512
#define CK_TARGET \
  __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"), min_vector_width(512)))
#include "kernels.h"
#undef CK_NAME
#undef CK_TARGET
#undef v8
#undef i8

static const ck_kernel *const tables[] = {table_baseline, table_avx2, table_avx512};

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
static ck_level detect(void) { return CK_BASELINE; }
#endif

const ck_kernel *ck_table_for(ck_level level) {
  return level <= detect() ? tables[level] : NULL;
}

const ck_kernel *ck_table(void) { return tables[detect()]; }

const char *ck_instruction_set(void) {
  static const char *const names[] = {"baseline", "avx2", "avx512"};
  return names[detect()];
}

static inline const double *operand(int64_t offset, const double *workspace,
                                    const double *constants) {
  return offset >= 0 ? workspace + offset : constants + ~offset;
}

void ck_run(const ck_instruction *code, ptrdiff_t count, double *workspace,
            const double *constants, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t block) {
  ptrdiff_t start = begin;
  do {
    ptrdiff_t n = end - start < block ? end - start : block;
    for (const ck_instruction *i = code; i < code + count; i++) {
      uint32_t advance = i->advance;
      double *out = workspace + i->out +
                    (i->reduces ? start / block : advance & 1 ? start : 0);
      const double *a = operand(i->a, workspace, constants) + (advance & 2 ? start : 0);
      const double *b = operand(i->b, workspace, constants) + (advance & 4 ? start : 0);
      const double *c = operand(i->c, workspace, constants) + (advance & 8 ? start : 0);
      i->kernel(out, a, b, c, n);
    }
    start += block;
  } while (start < end);
}
