/** The training process as it is shipped, but looking around more often. */
import { runTrainingJob } from '../../../../src-main/engine/training/job'

const [directory = '', token = ''] = process.argv.slice(2)
const patience = Number(process.env['QUICK_PROCESS_PATIENCE'] ?? 10_000)
process.exit(await runTrainingJob(directory, token, { tickMs: 20, patience }))
