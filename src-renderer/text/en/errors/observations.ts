import { sameAdvice } from './words'

/** Files and tables of measurements. */
export const observationErrors = {
  'observations-lines': {
    what: 'Some lines of the file cannot be used.',
    means: 'A file is taken whole or not at all, so that nothing is left out unseen.',
    todo: 'Correct the lines that are listed, and open the file again.',
  },
  'observations-mapping': {
    what: 'What the columns mean does not fit the file.',
    means: 'A column that is needed is not named, is named twice, or is not there.',
    todo: 'Say what each column is, and open the file again.',
  },
  'observations-form': {
    what: 'The file is not laid out as its kind should be.',
    means: 'Its content does not hold the table or the arrays that a file of its name should.',
    todo: 'Save the measurements again, or under the ending that fits them.',
  },
  'observations-empty': {
    what: 'There are no measurements.',
    means: 'The file or table has no line with a value.',
    todo: 'Add a line for each measurement, or add sensors in the picture.',
  },
  'observations-header': {
    what: 'The columns are not those of a sensor file.',
    means: 'It is not clear which column holds positions and which holds values.',
    todo: 'Say what each column is, or name them field, x, y, value and sigma.',
  },
  'observations-encoding': {
    what: 'The file is not text in UTF-8.',
    means: 'Its letters cannot be read reliably.',
    todo: 'Save it as UTF-8, in a spreadsheet as "CSV UTF-8".',
  },
  'observations-too-large': {
    what: 'The sensor file is too large.',
    means: 'It holds more than can be used in one reconstruction.',
    todo: 'Leave out measurements, or average neighbouring ones.',
  },
  ...sameAdvice(
    {
      'observations-columns': 'A line has too many or too few columns.',
      'observations-quote': 'A quote is not closed.',
      'observations-number': 'An entry is not a number.',
      'observations-not-finite': 'A value is not finite.',
      'observations-sigma': 'A standard deviation is negative.',
      'observations-shape': 'A line or box has no extent.',
      'observations-unknown-field': 'A field is named that the problem does not have.',
      'unit-unknown': 'A unit is not known.',
      'unit-dimension': 'A unit is not one of that quantity.',
      'observations-outside-domain': 'A point lies outside the domain.',
      'observations-out-of-bounds': 'A value is one that the field cannot take.',
      'observations-duplicate': 'Two lines contradict each other at one position.',
    },
    {
      means: 'The measurements are not used until this is put right.',
      todo: 'Correct the line that is named, and open the file again. Check problem and units where many are named.',
    },
  ),
  'npy-format': {
    what: 'The NumPy array cannot be read.',
    means: 'It is damaged, or of a type that holds no plain numbers.',
    todo: 'Save it again with numpy.save, as float64 in C order.',
  },
  'npz-format': {
    what: 'The archive holds something else than NumPy arrays.',
    means: 'It cannot be told which of its members are meant.',
    todo: 'Save the arrays again with numpy.savez.',
  },
}
