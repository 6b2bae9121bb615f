// What the same computation takes when it is written by hand: I = sum(phi^2) of the posts' density,
// phi'' = rho on a periodic axis of length 2 pi, and its derivatives by t, mu and sigma. Once with
// the general adjoint (four transforms), once with the algebra used that transforms cancel and
// Parseval's theorem allow (two), and once with second differences (prefix sums).
//
//   cc -O3 -march=native -ffast-math limit.c -o limit -lfftw3 -lm
//   ./limit [-e] [-s SECONDS] POINTS...
//
// One line of JSON per figure; times are in seconds. -e plans by FFTW_ESTIMATE instead of measuring.
#define _GNU_SOURCE
#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  int points;
  double t, mu, sigma;
  double value, by_t, by_mu, by_sigma;
  double *restrict gauss;    // exp(-z^2 / (2 sigma^2))
  double *restrict density;  // rho, and in the reverse sweep its cotangent
  double *restrict potential;
  double *restrict symbol;  // -1 / (k^2 n)
  fftw_complex *spectrum;
  fftw_plan density_to_spectrum, spectrum_to_potential;
  fftw_plan potential_to_spectrum, spectrum_to_density;
} problem;

static double *vector(int count) {
  double *v = aligned_alloc(64, ((size_t)count * sizeof(double) + 127) / 64 * 64);
  if (!v) abort();
  memset(v, 0, (size_t)count * sizeof(double));
  return v;
}

static problem make(int n, unsigned planning) {
  problem p = {.points = n, .t = 1, .mu = M_PI, .sigma = 0.25};
  p.gauss = vector(n), p.density = vector(n), p.potential = vector(n);
  p.symbol = vector(n / 2 + 1);
  p.spectrum = (fftw_complex *)vector(2 * (n / 2 + 1));
  for (int k = 1; k <= n / 2; k++) p.symbol[k] = -1 / ((double)k * k * n);
  p.density_to_spectrum = fftw_plan_dft_r2c_1d(n, p.density, p.spectrum, planning);
  p.spectrum_to_potential = fftw_plan_dft_c2r_1d(n, p.spectrum, p.potential, planning);
  p.potential_to_spectrum = fftw_plan_dft_r2c_1d(n, p.potential, p.spectrum, planning);
  p.spectrum_to_density = fftw_plan_dft_c2r_1d(n, p.spectrum, p.density, planning);
  return p;
}

// rho = -sin(t)^2 / sigma^2 exp(-u/2) (1 - u), u = z^2 / sigma^2, z = x - mu.
static void profile(problem *p) {
  double *restrict gauss = p->gauss, *restrict density = p->density;
  double h = 2 * M_PI / p->points, mu = p->mu, narrow = 1 / (p->sigma * p->sigma);
  double amplitude = -sin(p->t) * sin(p->t) * narrow;
  for (int i = 0; i < p->points; i++) {
    double z = i * h - mu, u = z * z * narrow, g = exp(-0.5 * u);
    gauss[i] = g;
    density[i] = amplitude * g * (1 - u);
  }
}

// The chain rule from the density's cotangent to the parameters, scaled by `factor`.
static void contract(problem *p, const double *restrict cotangent, double factor) {
  const double *restrict gauss = p->gauss;
  double h = 2 * M_PI / p->points, mu = p->mu, narrow = 1 / (p->sigma * p->sigma);
  double by_t = 0, by_mu = 0, by_sigma = 0;
  for (int i = 0; i < p->points; i++) {
    double z = i * h - mu, u = z * z * narrow, c = gauss[i] * cotangent[i];
    by_t += c * (1 - u);
    by_mu += c * z * (3 - u);
    by_sigma += c * (u * (5 - u) - 2);
  }
  double square = sin(p->t) * sin(p->t);
  p->by_t = -factor * sin(2 * p->t) * narrow * by_t;
  p->by_mu = -factor * square * narrow * narrow * by_mu;
  p->by_sigma = -factor * square * narrow / p->sigma * by_sigma;
}

static void scale(problem *p) {
  double *restrict s = (double *)p->spectrum;
  const double *restrict symbol = p->symbol;
  for (int k = 0; k <= p->points / 2; k++) s[2 * k] *= symbol[k], s[2 * k + 1] *= symbol[k];
}

static double sum_of_squares(const double *restrict x, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * x[i];
  return sum;
}

// The cotangent 2 phi goes through as phi; the factor 2 is applied to the three results.
static void general(void *context) {
  problem *p = context;
  profile(p);
  fftw_execute(p->density_to_spectrum);
  scale(p);
  fftw_execute(p->spectrum_to_potential);
  p->value = sum_of_squares(p->potential, p->points);
  fftw_execute(p->potential_to_spectrum);
  scale(p);
  fftw_execute(p->spectrum_to_density);
  contract(p, p->density, 2);
}

static void two_transforms(void *context) {
  problem *p = context;
  profile(p);
  fftw_execute(p->density_to_spectrum);
  double *restrict s = (double *)p->spectrum;
  const double *restrict symbol = p->symbol;
  int n = p->points, last = n / 2;
  double sum = 0, nyquist = 0;
  for (int k = 1; k <= last; k++) {
    double re = s[2 * k] * symbol[k], im = s[2 * k + 1] * symbol[k];
    nyquist = re * re + im * im;
    sum += nyquist;
    s[2 * k] = re * symbol[k] * n, s[2 * k + 1] = im * symbol[k] * n;
  }
  s[0] = s[1] = 0;
  p->value = n * (2 * sum - (n % 2 == 0 ? nyquist : 0));
  fftw_execute(p->spectrum_to_density);
  contract(p, p->density, 2);
}

// x_{i-1} - 2 x_i + x_{i+1} = source_i less its mean, on a ring, with x of zero mean: two prefix
// sums, and the first slope such that the ends meet.
static void ring(const double *restrict source, double *restrict x, int n) {
  double mean = 0;
  for (int i = 0; i < n; i++) mean += source[i];
  mean /= n;
  double slope = 0, height = 0;
  for (int i = 0; i < n; i++) {
    x[i] = height;
    slope += source[i] - mean;
    height += slope;
  }
  double first = -height / n, shift = 0;
  for (int i = 0; i < n; i++) shift += x[i] += first * i;
  shift /= n;
  for (int i = 0; i < n; i++) x[i] -= shift;
}

static void differences(void *context) {
  problem *p = context;
  double h = 2 * M_PI / p->points, h4 = h * h * h * h;
  profile(p);
  ring(p->density, p->potential, p->points);
  p->value = h4 * sum_of_squares(p->potential, p->points);
  ring(p->potential, p->density, p->points);
  contract(p, p->density, 2 * h4);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double run(void (*body)(void *), problem *p, long count) {
  double start = now();
  for (long i = 0; i < count; i++) body(p);
  return now() - start;
}

static void report(const char *name, void (*body)(void *), problem *p, double seconds) {
  long evaluations = 1;
  while (run(body, p, evaluations) < 5e-4) evaluations *= 2;
  double minimum = INFINITY, end = now() + seconds;
  for (int samples = 0; samples < 5 || now() < end; samples++)
    minimum = fmin(minimum, run(body, p, evaluations) / (double)evaluations);
  printf("{\"name\": \"%s\", \"points\": %d, \"value\": %.17g, \"gradient\": [%.17g, %.17g, %.17g], "
         "\"minimum\": %.6e}\n",
         name, p->points, p->value, p->by_t, p->by_mu, p->by_sigma, minimum);
  fflush(stdout);
}

int main(int count, char **arguments) {
  double seconds = 0.3;
  unsigned planning = FFTW_MEASURE;
  int option;
  while ((option = getopt(count, arguments, "es:")) != -1) {
    if (option == 'e') planning = FFTW_ESTIMATE;
    else if (option == 's') seconds = atof(optarg);
    else return 2;
  }
  for (int i = optind; i < count; i++) {
    problem p = make(atoi(arguments[i]), planning);
    report("general", general, &p, seconds);
    report("two-transforms", two_transforms, &p, seconds);
    report("differences", differences, &p, seconds);
  }
  return 0;
}
