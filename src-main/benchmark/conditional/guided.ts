import type { ModelPackage } from '../../library/package'
import { strengthsOf } from '../guidance-strengths'
import { guidedTeacher } from '../guided-teacher'
import { timed, type Contender } from './contender'
import { guidedSteps } from './names'

/** One sample of the teacher, guided to the observations on its way. */
export const guided = (teacher: ModelPackage, signal: AbortSignal): Contender => ({
  name: 'guided-teacher',
  methods: ['guided-teacher'],
  count: 'share',
  identity: { teacher: teacher.sha256, guidedSteps, strengths: JSON.stringify(strengthsOf(teacher.manifest.problem)) },
  async solve({ problem, parameters, index }, _task, { observations }) {
    const options = { steps: guidedSteps, seed: index, signal }
    const { value, seconds } = await timed(() =>
      guidedTeacher(problem, teacher, parameters, observations, observations.sigma, options),
    )
    return { 'guided-teacher': { ...value, seconds } }
  },
})
