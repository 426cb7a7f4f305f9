import type { library as en } from '../en/library'

export const library: typeof en = {}
