/** The two channels between window and shell; nothing else crosses. */
export const CALL_CHANNEL = 'puente:call'
export const EVENT_CHANNEL = 'puente:event'
