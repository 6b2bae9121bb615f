// Products of matrices, compiled once per instruction set like kernels.h.
//
// C = A B, row by row. A panel of B, CK_PANEL columns wide and CK_DEPTH rows deep, is copied to the stack, where
// its rows follow each other; a tile of C, PRODUCT_ROWS high and PRODUCT_VECTORS vectors wide, stays in registers
// while a row of A and the panel go by. Whatever the tiles are, c_ij = sum of a_ik b_kj is added up in the order
// of k, so that a product is the same bits however it is divided into parts. A BLAS promises that for no other number
// of threads, and would bring threads of its own.

// Of vectors that begin anywhere.
CK_TARGET static inline v8 CK_NAME(fetch)(const double *p) {
  v8 x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

// The first n columns of a tile, of which row 0 begins at c; begins with what is there, if it adds to that.
CK_TARGET static inline __attribute__((always_inline)) void CK_NAME(product_tile)(
    double *c, ptrdiff_t c_stride, const double *a, ptrdiff_t a_stride, const double *panel,
    ptrdiff_t depth, ptrdiff_t n, int rows, int adds) {
  v8 sums[PRODUCT_ROWS][PRODUCT_VECTORS];
  double line[PRODUCT_VECTORS * CK_WIDTH] = {0};
  const int is_whole = n >= PRODUCT_VECTORS * CK_WIDTH;
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    const double *from = c + r * c_stride;
    if (adds && !is_whole) {
      __builtin_memcpy(line, from, (size_t)n * sizeof *line);
      from = line;
    }
#pragma clang loop unroll(full)
    for (int v = 0; v < PRODUCT_VECTORS; v++)
      sums[r][v] = adds ? CK_NAME(fetch)(from + v * CK_WIDTH) : (v8){0};
  }
  for (ptrdiff_t k = 0; k < depth; k++) {
    const double *b = panel + k * CK_PANEL;
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      const double s = a[r * a_stride + k];
      const v8 factor = {s, s, s, s, s, s, s, s};
#pragma clang loop unroll(full)
      for (int v = 0; v < PRODUCT_VECTORS; v++)
        sums[r][v] += factor * *(const v8 *)(b + v * CK_WIDTH);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    double *to = c + r * c_stride;
    if (is_whole) {
#pragma clang loop unroll(full)
      for (int v = 0; v < PRODUCT_VECTORS; v++)
        __builtin_memcpy(to + v * CK_WIDTH, &sums[r][v], sizeof(v8));
    } else {
      __builtin_memcpy(line, sums[r], sizeof line);
      __builtin_memcpy(to, line, (size_t)n * sizeof *line);
    }
  }
}

CK_TARGET static void CK_NAME(product)(double *c, ptrdiff_t c_stride, const double *a,
                                       ptrdiff_t a_stride, const double *b, ptrdiff_t b_stride,
                                       ptrdiff_t rows, ptrdiff_t depth, ptrdiff_t columns) {
  _Alignas(64) double panel[CK_DEPTH * CK_PANEL];
  for (ptrdiff_t first = 0; first < depth || first == 0; first += CK_DEPTH) {
    const ptrdiff_t count = depth - first < CK_DEPTH ? depth - first : CK_DEPTH;
    for (ptrdiff_t column = 0; column < columns; column += CK_PANEL) {
      const ptrdiff_t width = columns - column < CK_PANEL ? columns - column : CK_PANEL;
      for (ptrdiff_t k = 0; k < count; k++) {
        const double *from = b + (first + k) * b_stride + column;
        double *to = panel + k * CK_PANEL;
        if (width == CK_PANEL) {
          __builtin_memcpy(to, from, CK_PANEL * sizeof *to);
        } else {
          for (ptrdiff_t j = 0; j < CK_PANEL; j++) to[j] = j < width ? from[j] : 0;
        }
      }
      for (ptrdiff_t part = 0; part < width; part += PRODUCT_VECTORS * CK_WIDTH) {
        double *to = c + column + part;
        const double *from = a + first;
        ptrdiff_t row = 0;
        for (; row + PRODUCT_ROWS <= rows; row += PRODUCT_ROWS)
          CK_NAME(product_tile)(to + row * c_stride, c_stride, from + row * a_stride, a_stride,
                                panel + part, count, width - part, PRODUCT_ROWS, first > 0);
        for (; row < rows; row++)
          CK_NAME(product_tile)(to + row * c_stride, c_stride, from + row * a_stride, a_stride,
                                panel + part, count, width - part, 1, first > 0);
      }
    }
  }
}
