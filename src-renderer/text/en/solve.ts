export const solve = {
  commands: {
    reconstruct: 'Reconstruct',
    newSample: 'New sample',
    resetParameters: 'Reset all parameters',
    openObservations: 'Open a sensor file',
    showField: (name: string) => `Show ${name}`,
    otherSource: 'Sample or reconstruction',
    otherVersion: 'Refined or raw',
    nextKind: 'Mean, spread, one sample, quantile',
    previousMember: 'Previous sample or quantile',
    nextMember: 'Next sample or quantile',
    flat: 'Flat map',
    holdRange: 'Hold the colour range',
    resetCamera: 'Reset the camera',
    probe: 'Probe with the keyboard',
  },
}
