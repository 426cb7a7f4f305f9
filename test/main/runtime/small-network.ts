import type { DenoiserConfiguration } from '../../../src-main/networks/denoiser'
import { randomModel } from '../networks/gaussian-model'

/** A U-Net of two levels with attention on 8 x 8. */
export const smallNetwork: DenoiserConfiguration = {
  network: { channels: [8, 16], blocks: [1, 1], embedding: 8, groupSize: 8 },
  gaussian: randomModel(),
  gate: 0,
}
