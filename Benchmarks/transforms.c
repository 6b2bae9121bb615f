// What FFTW alone takes for the transforms of a spectral solution: one real field forward and back, on one
// thread, planned by FFTW_ESTIMATE, or with -m by FFTW_MEASURE.
//
//   cc -O3 -march=native transforms.c -o transforms -lfftw3 -lm
//   ./transforms [-m] [-s SECONDS] 2048x2048 192x192x192 ...
//
// One line of JSON per grid; times are in seconds.
#define _GNU_SOURCE
#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int extents(const char *text, int n[3]) {
  int rank = 0;
  for (char *rest; rank < 3; text = rest + 1) {
    n[rank++] = (int)strtol(text, &rest, 10);
    if (*rest != 'x') break;
  }
  return rank;
}

int main(int count, char **arguments) {
  double seconds = 0.3;
  unsigned planning = FFTW_ESTIMATE;
  int option;
  while ((option = getopt(count, arguments, "ms:")) != -1) {
    if (option == 'm') planning = FFTW_MEASURE;
    else if (option == 's') seconds = atof(optarg);
    else return 2;
  }
  for (int i = optind; i < count; i++) {
    int n[3], rank = extents(arguments[i], n);
    size_t points = 1, modes = 1;
    for (int axis = 0; axis < rank; axis++) {
      points *= (size_t)n[axis];
      modes *= (size_t)(axis == rank - 1 ? n[axis] / 2 + 1 : n[axis]);
    }
    double *x = fftw_alloc_real(points);
    fftw_complex *spectrum = fftw_alloc_complex(modes);
    if (!x || !spectrum) return 1;
    fftw_plan forward = fftw_plan_dft_r2c(rank, n, x, spectrum, planning | FFTW_PRESERVE_INPUT);
    fftw_plan backward = fftw_plan_dft_c2r(rank, n, spectrum, x, planning);
    // Scaled, so that the field stays what it is.
    for (size_t j = 0; j < points; j++) x[j] = sin((double)j);
    long pairs = 1;
    double minimum = INFINITY, end = now() + seconds;
    for (int samples = 0; samples < 5 || now() < end; samples++) {
      double start = now();
      for (long k = 0; k < pairs; k++) fftw_execute(forward), fftw_execute(backward);
      double time = now() - start;
      minimum = fmin(minimum, time / (double)pairs);
      double scale = pow(1 / (double)points, (double)pairs);
      for (size_t j = 0; j < points; j++) x[j] *= scale;
      // As many pairs a sample as take half a millisecond, but no overflow.
      if (time < 5e-4 && pairs < 16) pairs *= 2;
    }
    printf("{\"grid\": \"%s\", \"minimum\": %.6e}\n", arguments[i], minimum);
    fflush(stdout);
    fftw_destroy_plan(forward), fftw_destroy_plan(backward);
    fftw_free(x), fftw_free(spectrum);
  }
  return 0;
}
