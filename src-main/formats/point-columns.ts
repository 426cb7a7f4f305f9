/** One row of an observation file; x2 and y2 are NaN for a point. */
export interface PointRow {
  readonly field: number
  readonly x: number
  readonly y: number
  readonly value: number
  readonly sigma: number
  /** Index into `supportShapes`. */
  readonly shape: number
  readonly x2: number
  readonly y2: number
  readonly line: number
}

/** Columns of the points read so far. */
export class PointColumns {
  readonly field: Uint8Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly value: Float64Array
  readonly sigma: Float64Array
  readonly shape: Uint8Array
  readonly x2: Float64Array
  readonly y2: Float64Array
  readonly line: Uint32Array
  count = 0
  /** Lines and boxes among them. */
  averageCount = 0

  constructor(capacity: number) {
    this.field = new Uint8Array(capacity)
    this.x = new Float64Array(capacity)
    this.y = new Float64Array(capacity)
    this.value = new Float64Array(capacity)
    this.sigma = new Float64Array(capacity)
    this.shape = new Uint8Array(capacity)
    this.x2 = new Float64Array(capacity)
    this.y2 = new Float64Array(capacity)
    this.line = new Uint32Array(capacity)
  }

  push(row: PointRow): void {
    const i = this.count++
    if (row.shape !== 0) this.averageCount++
    this.field[i] = row.field
    // Adding 0 makes -0 the same position as 0.
    this.x[i] = row.x + 0
    this.y[i] = row.y + 0
    this.value[i] = row.value + 0
    this.sigma[i] = row.sigma + 0
    this.shape[i] = row.shape
    this.x2[i] = row.x2 + 0
    this.y2[i] = row.y2 + 0
    this.line[i] = row.line
  }

  /** What is compared between rows; where there are points alone, their missing ends need not be. */
  used() {
    const { field, x, y, value, sigma, shape, x2, y2 } = this
    const columns = this.averageCount > 0 ? [field, x, y, shape, x2, y2] : [field, x, y]
    const end = this.count
    return {
      place: columns.map((column) => column.subarray(0, end)),
      value: value.subarray(0, end),
      sigma: sigma.subarray(0, end),
    }
  }
}
