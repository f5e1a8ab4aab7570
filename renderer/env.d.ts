/// <reference types="vite/client" />
import type { PuenteApi } from '../shared/contract/contract.ts'

declare global {
  /** Of package.json; filled in by the bundler. */
  const PUENTE_VERSION: string

  interface Window {
    readonly puente: PuenteApi
  }
}
