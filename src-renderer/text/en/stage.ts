import { arrangement } from './arrangement'
import { drawing } from './drawing'

export const stage = { arrangement, drawing }
