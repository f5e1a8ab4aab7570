/**
 * What the texts are called: the keys of shared/locales/en, so that the compiler knows each of
 * them, those put together from parts included. A unit test compares the other languages with it.
 */
import type about from './locales/en/about.json'
import type app from './locales/en/app.json'
import type backend from './locales/en/backend.json'
import type errors from './locales/en/errors.json'
import type findings from './locales/en/findings.json'
import type labs from './locales/en/labs.json'
import type reach from './locales/en/reach.json'
import type wire from './locales/en/wire.json'

/** Each text of a file by its path: `step.checkpoint`. */
type Paths<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? Key : `${Key}.${Paths<Texts[Key]>}`
}[keyof Texts & string]

export type MessageKey =
  | Paths<typeof about>
  | Paths<typeof app>
  | Paths<typeof backend>
  | Paths<typeof errors>
  | Paths<typeof findings>
  | Paths<typeof labs>
  | Paths<typeof reach>
  | Paths<typeof wire>

/** What follows a beginning: `KeyIn<'step'>` is `checkpoint` and all others below `step`. */
export type KeyIn<Beginning extends string> = MessageKey extends infer Key
  ? Key extends `${Beginning}.${infer Rest}`
    ? Rest
    : never
  : never
