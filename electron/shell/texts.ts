/** The shell's own few sentences, for boxes of the desktop that no page can draw. */

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
