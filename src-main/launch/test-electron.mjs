import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { findElectron } from './desktop.mjs'
import { ensureInstalled } from './install.mjs'
import { root } from './root.mjs'

// The page tests again, in the desktop app instead of a browser.
ensureInstalled(root)
ensureBuilt(['main', 'renderer'])
const electron = findElectron(root)
if (!electron) {
  // Loud, and no failure: most machines that build the app have no registry with the binary.
  process.stderr.write("SKIPPED: Electron's binary cannot be had here, so NO page test ran in the desktop app;\n")
  process.stderr.write('SKIPPED: set ELECTRON_OVERRIDE_DIST_PATH to the folder of a local copy and run again\n')
  process.exit(0)
}
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FIELDSMITH_E2E_ELECTRON: electron },
  },
)
process.exit(status ?? 1)
