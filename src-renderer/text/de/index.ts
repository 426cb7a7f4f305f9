import { components } from './components'
import { engine } from './engine'
import { errors } from './errors'
import { history } from './history'
import { library } from './library'
import { observations } from './observations'
import { pictures } from './pictures'
import { report } from './report'
import { session } from './session'
import { shell } from './shell'
import { solve } from './solve'
import { stage } from './stage'
import { train } from './train'

export const de = {
  components,
  engine,
  errors,
  history,
  library,
  observations,
  pictures,
  report,
  session,
  shell,
  solve,
  stage,
  train,
}
