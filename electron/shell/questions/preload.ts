/** Fills the page that asks one question, and sends the answer. The page has no script of its own. */
import { ipcRenderer } from 'electron'
import { ANSWER, SHOWN_QUESTION, SIZE } from './channels.ts'
import type { ShownQuestion } from './channels.ts'

addEventListener('DOMContentLoaded', () => void show())

async function show(): Promise<void> {
  const question = (await ipcRenderer.invoke(SHOWN_QUESTION)) as ShownQuestion
  const { language, texts, text, kind } = question
  document.documentElement.lang = language
  document.title = texts.title
  write('h1', texts.title)
  write('#lead', texts.lead)
  write('#text', text)
  write('#shown span', texts.show)
  write('#no', kind === 'confirm' ? texts.no : texts.cancel)
  write('#yes', kind === 'confirm' ? texts.yes : texts.answer)
  listen(kind)
  // The safe answer is the one that a hasty Enter gives.
  element(kind === 'secret' ? '#answer' : '#no').focus()
  ipcRenderer.send(SIZE, Math.ceil(document.documentElement.getBoundingClientRect().height))
}

function listen(kind: ShownQuestion['kind']): void {
  const field = element<HTMLInputElement>('#answer')
  const shown = element<HTMLInputElement>('#shown input')
  element('#entry').hidden = kind !== 'secret'
  element('#yes').hidden = kind === 'told'
  const send = (answer: string | null) => ipcRenderer.send(ANSWER, answer)
  shown.addEventListener('change', () => (field.type = shown.checked ? 'text' : 'password'))
  element('#no').addEventListener('click', () => send(null))
  element('form').addEventListener('submit', (event) => {
    event.preventDefault()
    send(kind === 'confirm' ? 'yes' : field.value)
  })
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') send(null)
  })
}

function write(selector: string, text: string): void {
  element(selector).textContent = text
}

function element<Element extends HTMLElement = HTMLElement>(selector: string): Element {
  const found = document.querySelector<Element>(selector)
  if (!found) throw new Error(`The page has no ${selector}`)
  return found
}
