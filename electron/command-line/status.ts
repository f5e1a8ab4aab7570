/** With what a command ends: docs/command-line.md. */
export const status = { done: 0, failed: 1, wrongUsage: 2, different: 3 } as const
