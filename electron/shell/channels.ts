/** The channels between window and shell; nothing else crosses. */
/** To the backend of a connection. */
export const CALL_CHANNEL = 'puente:call'
/** To the shell itself, about the connections. */
export const SHELL_CHANNEL = 'puente:shell'
export const EVENT_CHANNEL = 'puente:event'
