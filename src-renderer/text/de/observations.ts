import type { observations as en } from '../en/observations'

export const observations: typeof en = {}
