import type { stage as en } from '../en/stage'
import { arrangement } from './arrangement'

export const stage: typeof en = { arrangement }
