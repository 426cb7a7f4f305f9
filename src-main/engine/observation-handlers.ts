import type { ResultOf } from '../contract/calls'
import type { Handlers } from '../contract/server'
import { countWithoutNoise, observationCount, type Observations } from '../field/observations'
import { firstFindings, previewObservations } from '../formats/observations/preview'
import { readObservations } from '../formats/observations/read'
import { tableFindings } from '../formats/observations/table-check'
import { writeObservationsCsv } from '../formats/observations/write-csv'
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
  async previewObservations({ problem, fileName, bytes, mapping }) {
    return previewObservations(bytes, fileName, problemById(problem), mapping)
  },

  async readObservations({ problem, fileName, bytes, mapping: given }) {
    const { table, mapping } = readObservations(bytes, fileName, problemById(problem), given)
    return { ...shown(table), table: { ...table, fields: [...table.fields] }, mapping }
  },

  async checkObservations({ problem, table }) {
    return { ...shown(table), ...firstFindings(tableFindings(table, problemById(problem), 'the table')) }
  },

  async exportObservations({ problem, table, muted }) {
    return {
      fileName: `${problem}-observations.csv`,
      mediaType: 'text/csv',
      bytes: writeObservationsCsv(table, problemById(problem), muted),
    }
  },
}
