/**
 * V8 lets the room for new objects grow to 8 MB in the first moments of a start, and keeps it. Left
 * at 2 MB the backend holds 2.5 MB less, and reads 1,000 machines no slower: what is cleared away
 * more often costs less than the pages that are not touched. Imported before anything else is.
 */
import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--semi-space-growth-factor=1')
