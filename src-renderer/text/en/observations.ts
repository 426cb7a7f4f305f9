export const observations = {}
