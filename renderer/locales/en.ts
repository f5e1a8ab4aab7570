/** All texts in English. */
import about from './en/about.json'
import app from './en/app.json'
import backend from './en/backend.json'
import errors from './en/errors.json'
import findings from './en/findings.json'
import reach from '../../shared/locales/en/reach.json'

export default {
  ...about,
  ...app,
  ...errors,
  ...backend,
  ...findings,
  reach: { ...app.reach, ...reach.reach },
}
