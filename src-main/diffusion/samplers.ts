/**
 * D(x; sigma): the estimate of the clean batch from the noisy one. Arrays hold a whole batch; every sampler
 * is a pure function of a denoiser, a noise grid and the starting noise.
 */
export type Denoiser = (noisy: Float32Array, sigma: number) => Promise<Float32Array>

/** Hears of each finished step, counted from one. */
export type OnStep = (step: number) => void
