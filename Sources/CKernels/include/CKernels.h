// Vector kernels of the AD engine and the loop that runs them.
//
// Swift has no portable way to compile one function for several instruction sets and to choose at
// run time; that is all that this target is for. The mathematics (names, derivative rules) is in
// the Swift table that names these kernels.
#ifndef BACKSOLVE_CKERNELS_H
#define BACKSOLVE_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Kernels work on whole vectors of this many doubles (64 bytes): buffers start on a
/// 64-byte boundary and are padded to a multiple of it.
enum { CK_WIDTH = 8 };

/// out[i] = f(a[i], b[i], c[i]) for i < n, or a reduction of a (and b) into out[0].
/// Elementwise kernels may read and write the padding behind n; reductions never read it. `out`
/// may be one of the operands: each element, and every scalar, is read before it is overwritten.
typedef void (*ck_kernel)(double *_Nonnull out, const double *_Nonnull a,
                          const double *_Nonnull b, const double *_Nonnull c, ptrdiff_t n);

/// The kernels by number. A name with two or three letters tells which operands are fields (v) and which
/// are scalars (s): of a scalar only element 0 is read.
typedef enum {
  CK_COPY, CK_FILL,
  /// These three touch n values and nothing behind them, at any address.
  CK_MOVE, CK_CLEAR, CK_ACCUMULATE,
  CK_ADD_VV, CK_ADD_VS,
  CK_SUB_VV, CK_SUB_VS, CK_SUB_SV,
  CK_MUL_VV, CK_MUL_VS,
  CK_DIV_VV, CK_DIV_VS, CK_DIV_SV,
  CK_NEG, CK_ABS, CK_SIGN, CK_SQUARE, CK_RECIPROCAL, CK_SQRT,
  CK_EXP, CK_EXPM1, CK_LOG, CK_LOG1P, CK_SIN, CK_COS, CK_TAN, CK_SINH, CK_COSH, CK_TANH,
  CK_ATAN, CK_ERF, CK_POW_VV, CK_POW_VS, CK_POW_SV,
  CK_LOG2, CK_LOG10, CK_CBRT, CK_ASIN, CK_ACOS, CK_ASINH, CK_ACOSH, CK_ATANH, CK_ERFC, CK_FLOOR,
  CK_ATAN2_VV, CK_ATAN2_VS, CK_ATAN2_SV, CK_HYPOT_VV, CK_HYPOT_VS,
  CK_MOD_VV, CK_MOD_VS, CK_MOD_SV,
  CK_MIN_VV, CK_MIN_VS, CK_MAX_VV, CK_MAX_VS, CK_STEP_VV, CK_STEP_VS, CK_STEP_SV,
  CK_LESS_VV, CK_LESS_VS, CK_LESS_SV,
  CK_LESS_OR_EQUAL_VV, CK_LESS_OR_EQUAL_VS, CK_LESS_OR_EQUAL_SV,
  CK_EQUAL_VV, CK_EQUAL_VS, CK_NOT_EQUAL_VV, CK_NOT_EQUAL_VS,
  CK_SELECT_VVV, CK_SELECT_VVS, CK_SELECT_VSV, CK_SELECT_VSS,
  CK_SELECT_SVV, CK_SELECT_SVS, CK_SELECT_SSV,
  CK_SUM, CK_DOT, CK_SUM_SQUARES,
  CK_COUNT
} ck_kernel_id;

/// The most doubles that the machine of passes works on at a time: fields of passes are padded to a
/// multiple of it.
enum { CK_TILE = 8 * CK_WIDTH };

/// What an instruction's operands are: the accumulator (A), that is, the value computed by the
/// instruction before, a field (V) or a scalar (S); or, as second operand of a sum of two, a product or Σ a b, a line (L),
/// of which c is what b of CK_OP_SPREAD is. In the machine of scalars all that is in memory is V.
enum {
  CK_FORM_VV, CK_FORM_VS, CK_FORM_SV, CK_FORM_AV, CK_FORM_VA, CK_FORM_AS, CK_FORM_SA,
  CK_FORM_AL, CK_FORM_VL,
  CK_BINARY_FORMS
};
enum { CK_FORM_V, CK_FORM_A, CK_UNARY_FORMS };

/// Operations of the machines: with the form added where there are several.
typedef enum {
  CK_OP_ADD = 0,
  CK_OP_SUBTRACT = CK_OP_ADD + CK_BINARY_FORMS,
  CK_OP_MULTIPLY = CK_OP_SUBTRACT + CK_BINARY_FORMS,
  CK_OP_DIVIDE = CK_OP_MULTIPLY + CK_BINARY_FORMS,
  /// Σ a b: forms VV, AV, AL and VL. Like all sums it leaves the accumulator as it is.
  CK_OP_DOT = CK_OP_DIVIDE + CK_BINARY_FORMS,
  CK_OP_NEGATE = CK_OP_DOT + CK_BINARY_FORMS,
  CK_OP_ABS = CK_OP_NEGATE + CK_UNARY_FORMS,
  CK_OP_SQUARE = CK_OP_ABS + CK_UNARY_FORMS,
  CK_OP_RECIPROCAL = CK_OP_SQUARE + CK_UNARY_FORMS,
  CK_OP_SQRT = CK_OP_RECIPROCAL + CK_UNARY_FORMS,
  CK_OP_EXP = CK_OP_SQRT + CK_UNARY_FORMS,
  /// These two are for scalars only.
  CK_OP_SIN = CK_OP_EXP + CK_UNARY_FORMS,
  CK_OP_COS = CK_OP_SIN + CK_UNARY_FORMS,
  CK_OP_SUM = CK_OP_COS + CK_UNARY_FORMS,
  CK_OP_SUM_SQUARES = CK_OP_SUM + CK_UNARY_FORMS,
  /// A number in memory, as a scalar and everywhere in a field.
  CK_OP_LOAD = CK_OP_SUM_SQUARES + CK_UNARY_FORMS,
  CK_OP_FILL,
  /// a[(i / inner) mod n] at element i of a field. b points to n and inner; behind the n numbers they are
  /// repeated, for at least CK_TILE more.
  CK_OP_SPREAD,
  /// (a[0] + i) / a[1] at element i of a field; or times a[2], if that is not 0.
  CK_OP_RAMP,
  /// A kernel from memory to memory, whose result is then in the accumulator too.
  CK_OP_CALL,
  /// The end of what is done for each tile; a sum's last step, for each block; the end.
  CK_OP_TILE_END, CK_OP_FINISH, CK_OP_END,
  /// Added to an operation of passes whose result is stored, and not only the accumulator. (Sums and
  /// kernels have to store it, and scalars are wherever `out` is a place.)
  CK_OP_STORED,
  CK_OP_COUNT = 2 * CK_OP_STORED
} ck_op;

/// Offsets from here on are into the scratch space of one thread.
#define CK_SCRATCH ((int64_t)1 << 48)
/// The offset of a result that is not stored.
#define CK_NOWHERE INT64_MAX

/// One instruction. Offsets count doubles: from the workspace where they are not negative, else
/// ~offset from the program's constants; CK_SCRATCH + offset from the scratch space. `advance` tells
/// which operands are whole fields, and so move from block to block: bit 0 out, bit 1 a, bit 2 b, bit 3
/// c; and, from bit 4 on, which are fields at all and so move with the tile.
typedef struct {
  /// For CK_OP_CALL and `ck_run`.
  ck_kernel _Nonnull kernel;
  int64_t out, a, b, c;
  uint32_t advance;
  ck_op op;
} ck_instruction;

/// The instruction sets that the kernels are compiled for, each a part of the next.
typedef enum { CK_BASELINE, CK_AVX2, CK_AVX512 } ck_level;

/// The kernels for the processor this runs on (x86-64: AVX-512, AVX2 with FMA, or the baseline).
const ck_kernel _Nonnull *_Nonnull ck_table(void);

/// The kernels for one instruction set; null where the processor lacks it.
const ck_kernel _Nonnull *_Nullable ck_table_for(ck_level level);

/// The name of the instruction set chosen: "avx512", "avx2" or "baseline".
const char *_Nonnull ck_instruction_set(void);

/// An instruction whose operands are found: bound to one workspace.
typedef struct {
  uint8_t op;
  /// Masks of ones for those of out, a, b, c that move from block to block.
  int8_t moves[4];
  /// Masks of ones for those of a, b, c that move from tile to tile.
  int8_t fields[3];
  const double *_Nonnull a, *_Nonnull b;
  /// Null where the result is not stored.
  double *_Nullable out;
  const double *_Nonnull c;
  ck_kernel _Nonnull kernel;
} ck_call;

/// Finds the operands of `count` instructions in a workspace, a thread's scratch space and the
/// program's constants.
void ck_bind(const ck_instruction *_Nonnull code, ptrdiff_t count, double *_Nonnull workspace,
             const double *_Nonnull constants, double *_Nonnull scratch, ck_call *_Nonnull calls);

/// Runs the kernels of `count` calls on elements [begin, end) of fields, in blocks of `block` elements,
/// all calls on one block before the next. A kernel that adds up writes one result per block.
void ck_run(const ck_call *_Nonnull calls, ptrdiff_t count, ptrdiff_t begin, ptrdiff_t end,
            ptrdiff_t block);

/// Runs a pass over elements [begin, end) of fields, from the first of its instructions to CK_OP_END.
/// Sums write one result per block of `block` elements; `begin` and `block` are multiples of a block
/// and of a tile. The instructions are changed on the way, and are as they were in the end.
typedef void (*ck_machine)(ck_call *_Nonnull first, ptrdiff_t begin, ptrdiff_t end,
                           ptrdiff_t block);

/// The machine for the processor this runs on.
ck_machine _Nonnull ck_tile_machine(void);

/// The machine for one instruction set; null where the processor lacks it.
ck_machine _Nullable ck_tile_machine_for(ck_level level);

/// What the solution of a tridiagonal system by sums takes. Fields begin on a 64-byte boundary; what lies
/// behind them up to the next one may be overwritten.
typedef struct {
  /// Σ a_i, Σ j a_i and Σ j (j − 1) / 2 a_i, j = n − i; a_0 counts as 0 if it is to be skipped.
  void (*_Nonnull moments)(double *_Nonnull out, const double *_Nonnull a, ptrdiff_t n,
                           int skips_first);
  /// With b_i = (a_i − mean) scale, or b_0 = 0 if it is to be skipped, and d_i = d + b_0 + … + b_i:
  /// out_i = x + d_0 + … + d_(i−1). `out` may be `a`.
  void (*_Nonnull double_sum)(double *_Nonnull out, const double *_Nonnull a, double mean,
                              double scale, ptrdiff_t n, int skips_first, double d, double x);
} ck_sums;

/// The sums for the processor this runs on.
const ck_sums *_Nonnull ck_field_sums(void);

/// The sums for one instruction set; null where the processor lacks it.
const ck_sums *_Nullable ck_sums_for(ck_level level);

/// Matrix products copy the right factor in panels so wide and so deep.
enum { CK_PANEL = 24, CK_DEPTH = 128 };

/// C = A B for matrices row by row, of `rows` times `depth` and `depth` times `columns` values; strides are from one row to
/// the next. Each element is a sum in the order of the depth, so that parts of a product are the same bits as the
/// whole. C is none of the others; all begin anywhere, on whole doubles.
typedef void (*ck_product)(double *_Nonnull c, ptrdiff_t c_stride, const double *_Nonnull a,
                           ptrdiff_t a_stride, const double *_Nonnull b, ptrdiff_t b_stride,
                           ptrdiff_t rows, ptrdiff_t depth, ptrdiff_t columns);

/// The matrix product for the processor this runs on.
ck_product _Nonnull ck_matrix_product(void);

/// The matrix product for one instruction set; null where the processor lacks it.
ck_product _Nullable ck_matrix_product_for(ck_level level);

/// Computes scalars, from the first instruction to CK_OP_END.
void ck_run_scalars(const ck_call *_Nonnull first);

#endif
