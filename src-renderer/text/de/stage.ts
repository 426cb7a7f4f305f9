import type { stage as en } from '../en/stage'
import { arrangement } from './arrangement'
import { drawing } from './drawing'

export const stage: typeof en = { arrangement, drawing }
