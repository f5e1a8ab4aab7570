export function isComplete(root: string, packages: string[]): boolean
export function isOld(root: string, days: number): boolean
export function makingOf(what: { release: string; root: string; packages: string[] }): string[]
