import { fileURLToPath } from 'node:url'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import type { Plugin, PluginOption } from 'vite'
import about from '../package.json' with { type: 'json' }

const repository = fileURLToPath(new URL('..', import.meta.url))

/** What turns renderer/ into a page; shared with the page that shows it on made-up data. */
export function rendererPlugins(): PluginOption[] {
  return [
    offlineIcons(),
    flags(),
    vue(),
    ui({
      root: repository,
      dts: false,
      autoImport: false,
      colorMode: false,
      components: { dirs: [], dts: false },
      icon: { clientBundle: { scan: { globInclude: ['renderer/**/*.{vue,ts}'] } } },
      ui: {
        colors: {
          primary: 'puente',
          success: 'emerald',
          warning: 'amber',
          error: 'red',
          info: 'sky',
          neutral: 'zinc',
        },
        button: {
          slots: { base: 'cursor-pointer disabled:cursor-not-allowed' },
          // The library's are see-through, which leaves their words too little contrast.
          compoundVariants: [
            ...(['primary', 'error'] as const).map((color) => ({
              color,
              variant: 'solid' as const,
              class: `hover:bg-(--ui-${color}-strong) active:bg-(--ui-${color}-strong)`,
            })),
            {
              color: 'error',
              variant: 'outline',
              class: 'hover:bg-transparent hover:ring-error active:bg-transparent',
            },
          ],
        },
        // A shadow around the thumb looks like dirt on the page.
        switch: { slots: { thumb: 'shadow-none' } },
        modal: {
          // A long body would squeeze the title together, and push it under the cross.
          slots: { header: 'shrink-0 pe-14 sm:pe-14', wrapper: 'min-w-0', footer: 'shrink-0' },
          // Its top stays where it is from step to step, and its foot clear of messages.
          compoundVariants: [
            {
              scrollable: false,
              fullscreen: false,
              class: {
                content:
                  'top-[8dvh] translate-y-0 max-h-[calc(92dvh-1rem-var(--messages,0px))] sm:max-h-[calc(92dvh-1rem-var(--messages,0px))]',
              },
            },
          ],
        },
      },
      theme: { colors: ['primary', 'secondary', 'success', 'info', 'warning', 'error'] },
    }),
  ]
}

/** Iconify's usual build asks its API for icons it lacks: the app never reaches the network. */
function offlineIcons(): Plugin {
  const offline = fileURLToPath(new URL('app/iconify-offline.ts', import.meta.url))
  return {
    name: 'puente:offline-icons',
    enforce: 'pre',
    resolveId: (id) => (id === '@iconify/vue' ? offline : null),
  }
}

function flags(): Plugin {
  return {
    name: 'puente:flags',
    config: () => ({
      define: {
        PUENTE_VERSION: JSON.stringify(about.version),
        __VUE_OPTIONS_API__: 'true',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_I18N_FULL_INSTALL__: 'false',
        __VUE_I18N_LEGACY_API__: 'false',
        __INTLIFY_PROD_DEVTOOLS__: 'false',
      },
    }),
  }
}
