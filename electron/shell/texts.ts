/** The shell's own few sentences, for boxes of the desktop that no page can draw. */
import type { BrowserWindow } from 'electron'
import type { ChangePhase } from '../../shared/model/plan.ts'

interface ClosingTexts {
  message: string
  unanswered: string
  underWay: string
  stay: string
  revert: string
}

const closing: Record<'en' | 'es', ClosingTexts> = {
  en: {
    message: 'A change to this host’s connection is not finished.',
    unanswered: 'You have not kept it yet. If you close Puente now, the old connection comes back.',
    underWay: 'Wait until it is done; then Puente asks whether to keep it.',
    stay: 'Stay',
    revert: 'Revert and close',
  },
  es: {
    message: 'Un cambio en la conexión de este equipo no ha terminado.',
    unanswered: 'Todavía no lo ha conservado. Si cierra Puente ahora, vuelve la conexión anterior.',
    underWay: 'Espere a que termine; después Puente le preguntará si conservarlo.',
    stay: 'Seguir aquí',
    revert: 'Revertir y cerrar',
  },
}

export function closingTexts(language: string): ClosingTexts {
  return language.startsWith('es') ? closing.es : closing.en
}

interface AwayText {
  title: string
  body: string
}

type AwayTexts = Partial<Record<ChangePhase, AwayText>>

const away: Record<'en' | 'es', AwayTexts> = {
  en: {
    'awaiting-answer': {
      title: 'Keep the new connection?',
      body: 'This host’s connection has changed. Without an answer in Puente the old one comes back.',
    },
    done: { title: 'The change is done', body: 'This host keeps its new connection.' },
    reverted: {
      title: 'The old connection is back',
      body: 'The change to this host’s connection was reverted. Puente says why.',
    },
    failed: {
      title: 'The change failed',
      body: 'Open Puente to see what happened and how this host is connected now.',
    },
  },
  es: {
    'awaiting-answer': {
      title: '¿Conservar la nueva conexión?',
      body: 'La conexión de este equipo ha cambiado. Sin respuesta en Puente vuelve la anterior.',
    },
    done: { title: 'El cambio está hecho', body: 'Este equipo conserva su nueva conexión.' },
    reverted: {
      title: 'Ha vuelto la conexión anterior',
      body: 'El cambio en la conexión de este equipo se ha revertido. Puente dice por qué.',
    },
    failed: {
      title: 'El cambio ha fallado',
      body: 'Abra Puente para ver qué ha pasado y cómo está conectado ahora este equipo.',
    },
  },
}

export function awayTexts(language: string): AwayTexts {
  return language.startsWith('es') ? away.es : away.en
}

const ended = {
  en: { done: 'It is done.', failed: 'It failed. Puente says why.' },
  es: { done: 'Está hecho.', failed: 'Ha fallado. Puente dice por qué.' },
}

export function endedText(language: string, failed: boolean): string {
  return (language.startsWith('es') ? ended.es : ended.en)[failed ? 'failed' : 'done']
}

const tray = {
  en: { show: 'Show Puente', quit: 'Quit' },
  es: { show: 'Mostrar Puente', quit: 'Salir' },
}

export function trayTexts(language: string): { show: string; quit: string } {
  return language.startsWith('es') ? tray.es : tray.en
}

/** The language that was chosen in the window. */
export async function languageOf(window: BrowserWindow): Promise<string> {
  return String(await window.webContents.executeJavaScript('document.documentElement.lang'))
}
