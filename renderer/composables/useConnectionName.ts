import type { Connection } from '../../shared/model/connection.ts'
import { parseConnectionUri } from '../../shared/rules/connection-uri.ts'
import { useText } from './useText.ts'

/** What a person calls a connection: this computer, or the host it leads to. */
export function useConnectionName() {
  const { t } = useText()

  function nameOf({ uri, isHost }: Pick<Connection, 'uri' | 'isHost'>): string {
    if (isHost) return t('connection.thisComputer')
    const parts = parseConnectionUri(uri)
    if ('problem' in parts) return uri
    if (parts.host) return parts.user ? `${parts.user}@${parts.host}` : parts.host
    return t(parts.driver === 'test' ? 'connection.testDriver' : 'connection.session')
  }

  return { nameOf }
}
