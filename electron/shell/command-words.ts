/** Whether a command line is one for the terminal, without a window. Pure. */

const OPTIONS = ['--help', '--version']

/**
 * What was typed behind the program's name, where it asks for no window. A link that another program
 * hands over is no command, whatever stands in it.
 * @param argv behind the program's own path
 * @param isFromSources the program is Electron, and the app's folder is one of its words
 */
export function commandIn(argv: readonly string[], isFromSources: boolean): string[] | null {
  const folder = isFromSources ? argv.findIndex((word) => !word.startsWith('-')) : -1
  const words = argv.slice(folder + 1)
  const [first] = words
  if (first === undefined || first.includes('://')) return null
  return OPTIONS.includes(first) || !first.startsWith('-') ? words : null
}
