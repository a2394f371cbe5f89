// What this processor can do, written by hand: the limit that the trainer is measured against. One network a lane.
// c++ -O3 -march=native -ffast-math -fopenmp -shared -fPIC limit.cc -o limit.so
#include "simd.h"

#define BLOCKS 2  // vectors of seeds that one thread trains together, to hide the latency of dependent operations

// 2-2-1 sigmoid networks on XOR, full-batch descent of the mean cross-entropy, every parameter in a register.
// P: 9 rows of `seeds` floats: w00 w01 w10 w11 (unit, input), w0 (2), b (2), b0. seeds: a multiple of LANES * BLOCKS.
extern "C" void xor_train(float *P, long seeds, int steps, float rate, int threads) {
  const v m = S(-rate / 4);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (long s = 0; s < seeds; s += LANES * BLOCKS) {
    v w[9][BLOCKS];
    for (int k = 0; k < 9; k++)
      for (int c = 0; c < BLOCKS; c++) w[k][c] = LOAD(P + k * seeds + s + LANES * c);
    for (int t = 0; t < steps; t++) {
#pragma GCC unroll 8
      for (int c = 0; c < BLOCKS; c++) {
        v a[4][2], d[4], q[4][2];  // samples (0,0) (0,1) (1,0) (1,1)
#pragma GCC unroll 2
        for (int k = 0; k < 2; k++) {
          v bias = w[4 + k][c], first = w[2 * k][c], second = w[2 * k + 1][c];
          v p01 = ADD(bias, second), p10 = ADD(bias, first), p11 = ADD(p01, first);
          a[0][k] = LOGISTIC(bias), a[1][k] = LOGISTIC(p01), a[2][k] = LOGISTIC(p10), a[3][k] = LOGISTIC(p11);
        }
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
          d[i] = LOGISTIC(FMA(w[7][c], a[i][1], FMA(w[6][c], a[i][0], w[8][c])));
          if (i == 1 || i == 2) d[i] = SUB(d[i], S(1.f));
        }
#pragma GCC unroll 2
        for (int k = 0; k < 2; k++) {
          v output = MUL(d[0], a[0][k]);
          output = FMA(d[3], a[3][k], FMA(d[2], a[2][k], FMA(d[1], a[1][k], output)));
#pragma GCC unroll 4
          for (int i = 0; i < 4; i++) q[i][k] = MUL(d[i], FNMA(a[i][k], a[i][k], a[i][k]));
          v second = ADD(q[1][k], q[3][k]), first = ADD(q[2][k], q[3][k]);
          v bias = ADD(ADD(q[0][k], q[2][k]), second), through = MUL(m, w[6 + k][c]);
          w[2 * k + 1][c] = FMA(through, second, w[2 * k + 1][c]);
          w[2 * k][c] = FMA(through, first, w[2 * k][c]);
          w[4 + k][c] = FMA(through, bias, w[4 + k][c]);
          w[6 + k][c] = FMA(m, output, w[6 + k][c]);
        }
        w[8][c] = FMA(m, ADD(ADD(d[0], d[1]), ADD(d[2], d[3])), w[8][c]);
      }
    }
    for (int k = 0; k < 9; k++)
      for (int c = 0; c < BLOCKS; c++) STORE(P + k * seeds + s + LANES * c, w[k][c]);
  }
}

// n-h-1 sigmoid networks on the parity of n bits, the same descent; parameters in the first-level cache.
// W: (h, n, seeds), W0, U: (h, seeds), C: (seeds,). Bit j of sample i is input n - 1 - j.
template <int n, int h>
static void train(float *W, float *W0, float *U, float *C, long seeds, int steps, float rate, int threads) {
  constexpr int N = 1 << n;
#pragma omp parallel for num_threads(threads) schedule(static)
  for (long s = 0; s < seeds; s += LANES) {
    v w[n + 1][h], g[n + 1][h], u[h], gu[h], c = LOAD(C + s), gc;
    for (int k = 0; k < h; k++) {
      for (int j = 0; j < n; j++) w[j][k] = LOAD(W + (k * n + n - 1 - j) * seeds + s);
      w[n][k] = LOAD(W0 + k * seeds + s), u[k] = LOAD(U + k * seeds + s);
    }
    const v m = S(-rate / N);
    for (int t = 0; t < steps; t++) {
      for (int j = 0; j <= n; j++)
        for (int k = 0; k < h; k++) g[j][k] = S(0.f);
      for (int k = 0; k < h; k++) gu[k] = S(0.f);
      gc = S(0.f);
      for (int i = 0; i < N; i++) {
        v a[h], z = c;
        for (int k = 0; k < h; k++) {
          v p = w[n][k];
          for (int j = 0; j < n; j++) p = FMA(S((float)((i >> j) & 1)), w[j][k], p);
          a[k] = LOGISTIC(p);
          z = FMA(a[k], u[k], z);
        }
        v d = SUB(LOGISTIC(z), S((float)(__builtin_popcount(i) & 1)));
        gc = ADD(gc, d);
        for (int k = 0; k < h; k++) {
          gu[k] = FMA(d, a[k], gu[k]);
          v q = MUL(MUL(d, u[k]), FNMA(a[k], a[k], a[k]));
          g[n][k] = ADD(g[n][k], q);
          for (int j = 0; j < n; j++) g[j][k] = FMA(S((float)((i >> j) & 1)), q, g[j][k]);
        }
      }
      for (int j = 0; j <= n; j++)
        for (int k = 0; k < h; k++) w[j][k] = FMA(m, g[j][k], w[j][k]);
      for (int k = 0; k < h; k++) u[k] = FMA(m, gu[k], u[k]);
      c = FMA(m, gc, c);
    }
    for (int k = 0; k < h; k++) {
      for (int j = 0; j < n; j++) STORE(W + (k * n + n - 1 - j) * seeds + s, w[j][k]);
      STORE(W0 + k * seeds + s, w[n][k]), STORE(U + k * seeds + s, u[k]);
    }
    STORE(C + s, c);
  }
}

extern "C" int parity_train(int n, int h, float *W, float *W0, float *U, float *C, long seeds, int steps, float rate,
                            int threads) {
#define CASE(a, b) \
  if (n == a && h == b) return train<a, b>(W, W0, U, C, seeds, steps, rate, threads), 1;
  CASE(4, 8) CASE(6, 12) CASE(8, 16)
  return 0;
}

// 16 independent chains of fused multiply-adds: the peak of one core, `rounds` times 16 * LANES * 2 operations.
extern "C" float multiply_add(long rounds) {
  v x[16];
  for (int k = 0; k < 16; k++) x[k] = S(1.f + k);
  const v scale = S(0.999f), shift = S(0.001f);
  for (long r = 0; r < rounds; r++)
#pragma GCC unroll 16
    for (int k = 0; k < 16; k++) x[k] = FMA(x[k], scale, shift);
  v total = x[0];
  for (int k = 1; k < 16; k++) total = ADD(total, x[k]);
  float out[LANES];
  STORE(out, total);
  return out[0];
}

extern "C" int lanes() { return LANES; }
