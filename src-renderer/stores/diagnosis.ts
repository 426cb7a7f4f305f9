/** What a report of an error says of the app, beside the error itself; known once the engine has described itself. */
export const diagnosis: { version?: string; provider?: string } = {}
