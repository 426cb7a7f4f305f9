/** `3 sensors`, `1 sensor`: the count with the noun in its number. Serves languages with one plural form. */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
