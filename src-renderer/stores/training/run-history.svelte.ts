import type { EngineClient, ResultOf, RunSummary, SampleStrip } from '../../../src-main/contract/calls'

type Row = ResultOf<'trainingStatus'>['rows'][number]

/** The learning curve of one run as far as it is known here, and its latest strip of samples. */
export class RunHistory {
  columns = $state.raw<readonly string[]>([])
  rows = $state.raw<readonly Row[]>([])
  strip = $state.raw<SampleStrip>()
  /** The engine has been asked at least once. */
  known = $state(false)
  readonly #run: string
  readonly #client: EngineClient

  constructor(run: string, client: EngineClient) {
    this.#run = run
    this.#client = client
  }

  /** Asks for what is new, and gives the run as it stands. */
  async update(): Promise<RunSummary> {
    const answer = await this.#ask(this.rows.length)
    if (this.#continues(answer)) return this.#take(answer, [...this.rows, ...answer.rows])
    // A resumed run goes back to its last checkpoint and writes the rows after it anew.
    const whole = await this.#ask(0)
    return this.#take(whole, whole.rows)
  }

  #ask(rowsFrom: number): Promise<ResultOf<'trainingStatus'>> {
    return this.#client.call('trainingStatus', { run: this.#run, rowsFrom, stripStep: this.strip?.step ?? -1 })
  }

  /** The new rows follow the known ones. The first column is the step. */
  #continues({ rows, rowCount }: ResultOf<'trainingStatus'>): boolean {
    const [last, next] = [this.rows.at(-1)?.[0], rows[0]?.[0]]
    if (rowCount < this.rows.length) return false
    return last === undefined || last === null || next === undefined || next === null || next > last
  }

  #take(answer: ResultOf<'trainingStatus'>, rows: readonly Row[]): RunSummary {
    if (rows.length !== this.rows.length || rows.length === 0 || answer.rows.length > 0) this.rows = rows
    this.columns = answer.columns
    if (answer.strip) this.strip = answer.strip
    this.known = true
    return answer.run
  }
}
