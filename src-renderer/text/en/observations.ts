import { plural } from '../plural'

export const observations = {
  read: (file: string, count: number) => `${file}: ${plural(count, 'sensor', 'sensors')} read`,
  wasRefused: (file: string) => `${file} was refused`,
  cleared: 'All sensors were removed',
  exported: (file: string) => `${file} saved`,
  outliersMuted: (count: number, sigmas: number) =>
    count === 0
      ? `No sensor is more than ${sigmas} σ off the field`
      : `${plural(count, 'sensor', 'sensors')} more than ${sigmas} σ off the field muted`,
  drop: 'Drop the sensor file to read it',
  commands: {
    open: 'Open a sensor file',
    append: 'Append a sensor file',
    sample: 'Try the sample sensors',
    importSettings: 'Import settings',
    table: 'Table of sensors',
    add: 'Add sensors by clicking on the field',
    muteOutliers: (sigmas: number) => `Mute sensors more than ${sigmas} σ off the field`,
    unmuteAll: 'Use all muted sensors again',
    clear: 'Remove all sensors',
    export: 'Export the sensors',
  },
}
