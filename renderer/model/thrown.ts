import { errorCodes, toErrorData, type ErrorData } from '../../shared/errors.ts'

/** What a call rejected with, whichever way it crossed the bridge from the preload. */
export function errorDataOf(thrown: unknown): ErrorData {
  if (isErrorData(thrown)) return thrown
  if (
    typeof thrown === 'object' &&
    thrown !== null &&
    'data' in thrown &&
    isErrorData(thrown.data)
  ) {
    return thrown.data
  }
  return toErrorData(thrown)
}

function isErrorData(value: unknown): value is ErrorData {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    (errorCodes as readonly unknown[]).includes(value.code)
  )
}
