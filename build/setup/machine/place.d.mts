export function machineHost(): string
export function machineDebian(): string
export function machineImage(): string
