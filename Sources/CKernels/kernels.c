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

typedef enum { BASELINE, AVX2, AVX512 } instruction_set;

static instruction_set detect(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("fma"))
    return AVX512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? AVX2 : BASELINE;
}

const ck_kernel *ck_table(void) {
  switch (detect()) {
    case AVX512: return table_avx512;
    case AVX2: return table_avx2;
    default: return table_baseline;
  }
}

const char *ck_instruction_set(void) {
  switch (detect()) {
    case AVX512: return "avx512";
    case AVX2: return "avx2";
    default: return "baseline";
  }
}
#else
const ck_kernel *ck_table(void) { return table_baseline; }
const char *ck_instruction_set(void) { return "baseline"; }
#endif

static inline const double *operand(int64_t offset, const double *workspace,
                                    const double *constants) {
  return offset >= 0 ? workspace + offset : constants + ~offset;
}

void ck_run(const ck_instruction *code, ptrdiff_t count, double *workspace,
            const double *constants, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t block) {
  for (ptrdiff_t start = begin; start < end; start += block) {
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
  }
}
