// The error function and its complement, of eight numbers at once; a part of kernels.h.
//
// Both polynomials interpolate at Chebyshev's nodes; Tests/AutodiffTests/Tables/make_tables.py
// computes them. Of what is added in each the odd powers are one chain and the even ones another.

// erf(x)/x - 1 of |x| <= 1 is a polynomial in x^2, within 8e-18.
VECTOR(erf_near8)(v8 x) {
  v8 z = x * x, w = z * z;
  v8 even = w * 1.3720064546777686e-08 + 1.6447424703317362e-06;
  even = even * w + 0.00012055294904839707;
  even = even * w + 0.0052239776071164225;
  even = even * w + 0.11283791670945006;
  even = even * w + 0.12837916709551256;
  v8 odd = w * -7.795898827002142e-10 - 1.6208483801871705e-07;
  odd = odd * w - 1.492473690741966e-05;
  odd = odd * w - 0.0008548325975389692;
  odd = odd * w - 0.02686617064323777;
  odd = odd * w - 0.37612638903183543;
  return x + x * (odd * z + even);
}

// erfc(x) = exp(-x^2) p(q) / (1 + 2 x), q = (x - 4) / (x + 4), for x >= 0.46875, within 5e-18: the
// map of Shepherd and Laframboise (1981), which takes a half-line to an interval on which p varies
// little, between 1.1 and 1.3. What x^2 = s + t, 1 + 2 x = d + f and p = h + g lose when they are rounded
// to s, d and h is taken back in the exponent, -s - (t + f/d - g/h), where 0.84 is near enough to 1/h.
// Only the last product, with half of the power of 2, rounds to what may be subnormal. At most 2.6 ulp.
VECTOR(erfc_far8)(v8 x) {
  // 0 from 27.3 on; NaN stays.
  x = CHOOSE(x > 28.0, SPLAT(28.0), x);
  v8 high = (v8)((i8)x & ~(int64_t)0x7ffffff), low = x - high, s = x * x;
  v8 t = ((high * high - s) + 2.0 * high * low) + low * low;
  v8 d = 1.0 + 2.0 * x, f = 1.0 - (d - 2.0 * x);
  v8 q = (x - 4.0) / (x + 4.0), z = q * q;
  v8 even = z * -1.2251795143140551e-08 + 6.709891153118814e-08;
  even = even * z + 2.994735696689381e-07;
  even = even * z - 1.1224679595509197e-05;
  even = even * z + 0.00015062247538152738;
  even = even * z - 0.0007577734441275636;
  even = even * z - 0.016197734038898827;
  even = even * z - 0.06633036581355703;
  even = even * z - 0.10103906603625575;
  even = even * z + 0.015379652102619056;
  even = even * z - 0.01700488137444749;
  v8 odd = z * -1.0645583128738414e-08 + 1.061905135413006e-07;
  odd = odd * z - 8.232205436250212e-07;
  odd = odd * z + 5.709122102735685e-06;
  odd = odd * z - 2.4399196926318945e-05;
  odd = odd * z - 0.00019925665361145546;
  odd = odd * z + 0.005031969965083015;
  odd = odd * z + 0.037167515539302864;
  odd = odd * z + 0.09373283499822274;
  odd = odd * z + 0.06809705425469652;
  odd = odd * z - 0.13962111684056255;
  v8 p = odd * q + even, h = 1.25 + p, g = p - (h - 1.25);
  i8 k;
  v8 e = CK_NAME(reduced_exp8)(-s, t + f / d - 0.84 * g, &k);
  i8 half = k >> 1, rest = k - half;
  return e * (h / d) * (v8)((half + 1023) << 52) * (v8)((rest + 1023) << 52);
}

VECTOR(erf8)(v8 x) {
  v8 size = (v8)((i8)x & INT64_MAX);
  v8 far = 1.0 - CK_NAME(erfc_far8)(size);
  far = (v8)((i8)far | ((i8)x & INT64_MIN));
  return CHOOSE(size < 1.0, CK_NAME(erf_near8)(x), far);
}

VECTOR(erfc8)(v8 x) {
  v8 far = CK_NAME(erfc_far8)((v8)((i8)x & INT64_MAX));
  v8 y = CHOOSE(x <= -1.0, 2.0 - far, 1.0 - CK_NAME(erf_near8)(x));
  return CHOOSE(x < 0.5, y, far);
}
