import type { ProblemDescription, ResultOf } from '../../src-main/contract/calls'

/**
 * The problems to open: those that a student answers for, since nothing can be drawn or solved without one. Where there
 * is no student at all, the first problem, so that what is missing can be said.
 */
export function workableProblems({ problems, models }: ResultOf<'describe'>): readonly ProblemDescription[] {
  const answered = new Set(models.filter(({ kind }) => kind === 'student').map(({ problem }) => problem))
  const workable = problems.filter(({ id }) => answered.has(id))
  return workable.length > 0 ? workable : problems.slice(0, 1)
}
