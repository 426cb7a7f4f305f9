export const train = {
  commands: {
    start: 'Start training',
    pauseOrResume: 'Pause or resume the run',
  },
}
