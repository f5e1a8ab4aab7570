/** Between the shell and the page that asks one question; each is that window's own. */
import type { LoginQuestion } from '../../../shared/model/login-question.ts'

export const SHOWN_QUESTION = 'question'
export const ANSWER = 'answer'
/** The height that it needs, in pixels. */
export const SIZE = 'size'

export interface ShownQuestion extends LoginQuestion {
  language: string
  texts: {
    title: string
    lead: string
    show: string
    cancel: string
    answer: string
    no: string
    yes: string
  }
}
