import './app/trusted-types.ts'
import ui from '@nuxt/ui/vue-plugin'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router.ts'
import { whyNot } from './app/why-not.ts'
import { i18n, speak } from './i18n.ts'
import { useConnections } from './stores/connections.ts'
import { useInventory } from './stores/inventory.ts'
import { usePreferences } from './stores/preferences.ts'
import './styles/main.css'

const app = createApp(App).use(createPinia()).use(i18n).use(router).use(ui).use(whyNot)
useInventory().listen()
void show()

/** The module itself waits for nothing: what a language loads is made of parts of the same chunk. */
async function show(): Promise<void> {
  await Promise.all([speak(usePreferences().language), useConnections().start()])
  app.mount('#app')
}
