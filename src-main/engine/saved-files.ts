/** Files of a solution or a sample, as the page saves them. */
import { exportFormats, type ExportFormat, type ResultOf } from '../contract/calls'
import { writeZip } from '../formats/zip-writer'
import { sampleFile, sampleFileNames } from '../report/sample-files'
import type { DrawnSample } from '../report/sample'
import { solutionFile, solutionFileNames } from '../report/solution-files'
import type { Solution } from '../report/solution'

type SavedFile = ResultOf<'exportSolution'>

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  npz: 'application/zip',
  vti: 'application/xml',
  html: 'text/html',
  json: 'application/json',
  zip: 'application/zip',
}

/** Everything that can be saved of one thing. */
interface FileSet {
  /** Of the zip, without its ending. */
  readonly name: string
  readonly names: readonly string[]
  write(name: string): Uint8Array
}

export function filesOfSolution(solution: Solution): FileSet {
  return {
    name: 'solution',
    names: solutionFileNames,
    write: (name) => solutionFile(solution, name as (typeof solutionFileNames)[number]),
  }
}

export function filesOfSample(sample: DrawnSample): FileSet {
  return {
    name: 'sample',
    names: sampleFileNames,
    write: (name) => sampleFile(sample, name as (typeof sampleFileNames)[number]),
  }
}

export function savedFile({ name, names, write }: FileSet, format: ExportFormat): SavedFile {
  const mediaType = mediaTypes[format]
  if (format === 'zip') return { fileName: `${name}.zip`, mediaType, bytes: zipOf({ name, names, write }) }
  const fileName = nameOf(names, format)
  return { fileName, mediaType, bytes: write(fileName) }
}

/** Lengths of the files in bytes, by format. */
export function savedSizes(files: FileSet): Record<ExportFormat, number> {
  const written = new Map(files.names.map((name) => [name, files.write(name)]))
  const write = (name: string): Uint8Array => written.get(name)!
  const sizes = exportFormats.map((format) => [format, savedFile({ ...files, write }, format).bytes.length])
  return Object.fromEntries(sizes) as Record<ExportFormat, number>
}

const zipOf = ({ names, write }: FileSet): Uint8Array =>
  writeZip(Object.fromEntries(names.map((name) => [name, write(name)])))

const nameOf = (names: readonly string[], format: ExportFormat): string =>
  names.find((name) => name.endsWith(`.${format}`))!
