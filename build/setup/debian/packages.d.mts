export const ELECTRON: string[]
export const LAB: string[]
