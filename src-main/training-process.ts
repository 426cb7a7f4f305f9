/** The process of one training run, named by its directory and the token it was started with; see engine/training/. */
import { constants, setPriority } from 'node:os'
import { runTrainingJob } from './engine/training/job'

// The page and the engine come first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
const [directory = '', token = ''] = process.argv.slice(2)
process.exit(await runTrainingJob(directory, token))
