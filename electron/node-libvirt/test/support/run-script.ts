import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface ScriptResult {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Runs one of test/scripts/ in a Node of its own: for what ends, crashes or exhausts a process. */
export function runScript(name: string, args: readonly string[] = []): Promise<ScriptResult> {
  const script = fileURLToPath(new URL(`../scripts/${name}`, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', '--no-warnings', script, ...args])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk))
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
