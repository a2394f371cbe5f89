// One vector of float32 and the operations of the references on it: AVX-512 where the compiler has it, else AVX2 with FMA.
#pragma once
#include <immintrin.h>
#if defined(__AVX512F__) && !defined(ONLY_AVX2)
#define LANES 16
typedef __m512 v;
static inline v S(float x) { return _mm512_set1_ps(x); }
static inline v LOAD(const float *p) { return _mm512_loadu_ps(p); }
static inline void STORE(float *p, v x) { _mm512_storeu_ps(p, x); }
static inline v ADD(v a, v b) { return _mm512_add_ps(a, b); }
static inline v SUB(v a, v b) { return _mm512_sub_ps(a, b); }
static inline v MUL(v a, v b) { return _mm512_mul_ps(a, b); }
static inline v FMA(v a, v b, v c) { return _mm512_fmadd_ps(a, b, c); }    // a b + c
static inline v FNMA(v a, v b, v c) { return _mm512_fnmadd_ps(a, b, c); }  // c - a b
static inline v CLAMP(v x, float low, float high) { return _mm512_min_ps(_mm512_max_ps(x, S(low)), S(high)); }
static inline v ROUND(v x) { return _mm512_roundscale_ps(x, 0); }
static inline v TIMES_POWER_OF_TWO(v x, v n) { return _mm512_scalef_ps(x, n); }
static inline v RECIPROCAL_ESTIMATE(v x) { return _mm512_rcp14_ps(x); }
#else
#define LANES 8
typedef __m256 v;
static inline v S(float x) { return _mm256_set1_ps(x); }
static inline v LOAD(const float *p) { return _mm256_loadu_ps(p); }
static inline void STORE(float *p, v x) { _mm256_storeu_ps(p, x); }
static inline v ADD(v a, v b) { return _mm256_add_ps(a, b); }
static inline v SUB(v a, v b) { return _mm256_sub_ps(a, b); }
static inline v MUL(v a, v b) { return _mm256_mul_ps(a, b); }
static inline v FMA(v a, v b, v c) { return _mm256_fmadd_ps(a, b, c); }
static inline v FNMA(v a, v b, v c) { return _mm256_fnmadd_ps(a, b, c); }
static inline v CLAMP(v x, float low, float high) { return _mm256_min_ps(_mm256_max_ps(x, S(low)), S(high)); }
static inline v ROUND(v x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline v TIMES_POWER_OF_TWO(v x, v n) {
  __m256i shift = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), shift));
}
static inline v RECIPROCAL_ESTIMATE(v x) { return _mm256_rcp_ps(x); }
#endif

// 1 / (1 + exp(-x)) through 2^(-x log2 e); the reciprocal has one Newton step.
static inline v LOGISTIC(v x) {
  v t = CLAMP(MUL(x, S(-1.44269504088896341f)), -126.f, 126.f);
  v n = ROUND(t), f = SUB(t, n), p = S(1.535336188319500e-4f);
  p = FMA(p, f, S(1.339887440266574e-3f));
  p = FMA(p, f, S(9.618437357674640e-3f));
  p = FMA(p, f, S(5.550332471162809e-2f));
  p = FMA(p, f, S(2.402264791363012e-1f));
  p = FMA(p, f, S(6.931472028550421e-1f));
  p = FMA(p, f, S(1.f));
  v d = ADD(TIMES_POWER_OF_TWO(p, n), S(1.f)), r = RECIPROCAL_ESTIMATE(d);
  return MUL(r, FNMA(d, r, S(2.f)));
}
