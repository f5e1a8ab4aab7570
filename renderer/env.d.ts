/// <reference types="vite/client" />
import type { PuenteApi } from '../shared/contract/contract.ts'

declare global {
  interface Window {
    readonly puente: PuenteApi
  }
}
