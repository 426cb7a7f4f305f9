import type { stage as en } from '../en/stage'

export const stage: typeof en = {}
