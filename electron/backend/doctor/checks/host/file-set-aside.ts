/** A file of the app's own that somebody else can have written, or that is torn: it was not followed. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { visible } from '../../../../../shared/rules/visible.ts'
import { defineCheck } from '../../check.ts'

export default defineCheck<string>({
  id: 'file-set-aside',
  needs: 'host',
  inPassing: true,
  check: ({ setAside }) => setAside,
  explain: (file) => ({
    about: { type: 'host' },
    level: 'warning',
    params: { file: visible(file) },
    evidence: [{ command: commandLine(['ls', '-ld', '--', file]), output: visible(file) }],
  }),
  fix: (file) => ({ commands: [commandLine(['rm', '-r', '--', file])] }),
})
