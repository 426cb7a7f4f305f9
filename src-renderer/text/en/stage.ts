import { arrangement } from './arrangement'

export const stage = { arrangement }
