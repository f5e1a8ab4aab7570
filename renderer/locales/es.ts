/** All texts in Spanish. */
import about from './es/about.json'
import app from './es/app.json'
import backend from './es/backend.json'
import errors from './es/errors.json'
import findings from './es/findings.json'
import reach from '../../shared/locales/es/reach.json'

export default {
  ...about,
  ...app,
  ...errors,
  ...backend,
  ...findings,
  reach: { ...app.reach, ...reach.reach },
}
