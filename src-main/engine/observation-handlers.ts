import type { ResultOf } from '../contract/calls'
import { previewFindings } from '../contract/observations'
import type { Handlers } from '../contract/server'
import { describeFailure } from '../field/failure'
import { countWithoutNoise, observationCount, type Observations } from '../field/observations'
import { previewObservations } from '../formats/observations/preview'
import { tableFindings } from '../formats/observations/table-check'
import { writeObservationsCsv } from '../formats/observations/write-csv'
import { readObservations } from '../formats/observations-csv'
import { problemById } from '../problems/library'
import { pointPayloads } from './payloads'

type ObservationCall = 'previewObservations' | 'readObservations' | 'checkObservations' | 'exportObservations'

/** What is shown of a table. */
function shown(table: Observations): Pick<ResultOf<'readObservations'>, 'count' | 'withoutNoise' | 'points'> {
  return {
    count: observationCount(table),
    withoutNoise: countWithoutNoise(table),
    points: pointPayloads(table),
  }
}

export const observationHandlers: Pick<Handlers, ObservationCall> = {
  async previewObservations({ problem, fileName, bytes }) {
    return previewObservations(bytes, fileName, problemById(problem))
  },

  async readObservations({ problem: id, fileName, bytes }) {
    const problem = problemById(id)
    const table = readObservations(bytes, fileName, problem)
    const { mapping } = previewObservations(bytes, fileName, problem)
    return { ...shown(table), table: { ...table, fields: [...table.fields] }, mapping }
  },

  async checkObservations({ problem, table }) {
    const { listed, count } = tableFindings(table, problemById(problem), 'the table')
    return {
      ...shown(table),
      findings: listed
        .slice(0, previewFindings)
        .map(({ line, detail }) => ({ code: detail.code, line, message: describeFailure(detail) })),
      findingCount: count,
    }
  },

  async exportObservations({ problem, table, muted }) {
    return {
      fileName: `${problem}-observations.csv`,
      mediaType: 'text/csv',
      bytes: writeObservationsCsv(table, problemById(problem), muted),
    }
  },
}
