import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

/** A room's floors, from the ground up: each knows those below it, and none beside it. */
function floorsOf(room, floors) {
  const inside = (floor) => `${room}/${floor}`
  return floors.flatMap((floor, level) => {
    const above = floors.slice(level + 1).flat()
    return floor.flatMap((own) => {
      const unknown = [...floor.filter((other) => other !== own), ...above]
      return unknown.length > 0 ? [{ target: inside(own), from: unknown.map(inside) }] : []
    })
  })
}

/** The window's floors, from the ground up: each knows only those below it. */
const floors = ['model', 'stores', 'composables', 'components', 'dialogs', 'views', 'app']

/**
 * Arrows only downwards: what each room of the house may not import. The picture is in
 * CONTRIBUTING.md; a new room gets its line here.
 */
const zones = [
  { target: './shared', from: ['./electron', './renderer', './build', './test'] },
  { target: './renderer', from: ['./electron', './build', './test'] },
  {
    target: './electron/shell',
    from: ['backend', 'command-line', 'libvirt', 'networkmanager'].map(
      (room) => `./electron/${room}`,
    ),
  },
  {
    target: './electron/backend',
    from: ['./electron/shell', './electron/command-line', './renderer'],
  },
  // Beside the window: it has the backend in its own process.
  {
    target: './electron/command-line',
    from: ['./electron/shell', './electron/libvirt', './electron/networkmanager', './renderer'],
  },
  {
    target: './electron/libvirt',
    from: ['./electron/shell', './electron/backend', './electron/networkmanager', './renderer'],
  },
  {
    target: './electron/networkmanager',
    from: ['./electron/shell', './electron/backend', './electron/libvirt', './renderer'],
  },
  // Pure are `interfaces` (readings) and `bridge` and those on it (plans); `apply` acts.
  ...floorsOf('./electron/networkmanager', [
    ...[['client'], ['interfaces'], ['bridge'], ['bond', 'profile', 'trunk'], ['apply']],
  ]),
  ...floorsOf('./electron/backend', [
    ['inventory'],
    ['history'],
    ['plans'],
    ['machines', 'networks'],
    ['forwards'],
    ['names', 'rules', 'bridges', 'traffic', 'captures', 'conditions'],
    ['labs', 'wiring'],
    ['doctor'],
  ]),
  // What only listens needs nothing that changes something.
  {
    target: ['./electron/backend/traffic', './electron/backend/captures'],
    from: ['plans', 'machines', 'networks', 'forwards'].map(
      (floor) => `./electron/backend/${floor}`,
    ),
  },
  ...floorsOf(
    './renderer',
    floors.map((floor) => [floor]),
  ),
  {
    target: ['./electron/host', './electron/dbus'],
    from: ['shell', 'backend', 'libvirt', 'networkmanager'].map((room) => `./electron/${room}`),
  },
  {
    target: './electron/state-files',
    from: ['shell', 'backend', 'libvirt', 'networkmanager', 'host', 'dbus'].map(
      (room) => `./electron/${room}`,
    ),
  },
  { target: './electron/dbus', from: './electron/host' },
  // This computer is one host of many: only who chooses the host knows it, and what runs here
  // whichever host is meant, which is the way to it.
  {
    target: [
      './electron/host/*.ts',
      './electron/backend/!(main|which-host).ts',
      './electron/backend/*/**',
      './electron/libvirt/*.ts',
      './electron/libvirt/!(connection)/**',
      './electron/libvirt/connection/!(ssh|reach).ts',
      './electron/networkmanager/**',
    ],
    from: './electron/host/here/**',
  },
  { target: './electron/shell', from: ['./electron/host', './electron/dbus'] },
  {
    target: './electron/node-libvirt',
    from: ['./shared', './renderer', './build'],
  },
  {
    target: './electron/node-libvirt',
    from: './electron',
    except: ['./node-libvirt'],
  },
  { target: './electron', from: ['./build', './test'] },
]

/** Packages that belong to one room. */
const only = (name, message) => ({ name, message })
const electronOnly = only('electron', 'Only electron/shell imports electron.')
const busOnly = only('dbus-next', 'Only electron/dbus/bus.ts speaks D-Bus.')
/** However it is imported: as a declaration, by import(), require() or getBuiltinModule(). */
const programsOnly = {
  selector: 'Literal[value=/^(node:)?child_process$/]',
  message:
    'Only electron/host/here/programs.ts starts programs: by their names, out of root’s folders.',
}
/** What would be this computer's, whichever host is meant. */
const ofThisComputer = '/^(node:)?(fs|fs.promises|dns|dns.promises|dgram)$/'
const hostOnly = [
  `ImportDeclaration[source.value=${ofThisComputer}]`,
  `ImportExpression[source.value=${ofThisComputer}]`,
  `CallExpression[callee.property.name="getBuiltinModule"]`,
  'ImportDeclaration > ImportSpecifier[imported.name=/^(networkInterfaces|userInfo)$/]',
].map((selector) => ({
  selector,
  message: 'A host is read through its HostSide (electron/host/side.ts), given from above.',
}))
/** A kind that somebody adds would silently be none of those. Their words are in one file for each use. */
const kinds = 'nat|routed|open|isolated|very-isolated|bridged|macvtap|hostdev|openvswitch'
const kindsOnly = ['left', 'right'].map((side) => {
  const other = side === 'left' ? 'right' : 'left'
  const asked = ['Identifier[name="kind"]', 'MemberExpression[property.name="kind"]']
  return {
    selector: asked
      .map(
        (one) =>
          `BinaryExpression:has(> ${one}.${side}):has(> Literal[value=/^(${kinds})$/].${other})`,
      )
      .join(', '),
    message: 'Ask shared/rules/networks/kinds.ts what a kind is or has, not which it is.',
  }
})
/** What is read back and acted on at the next start is written in one place, and checked there. */
const filesOnly = {
  selector:
    'ImportDeclaration[source.value=/^(node:)?fs(.promises)?$/] > ImportSpecifier[imported.name=/^(appendFile|createWriteStream|open|rename|symlink|link|write|writeFile)(Sync)?$/]',
  message: 'Only electron/state-files/own-file.ts writes files: whole, for their person alone.',
}
const libvirtOnly = only('node-libvirt', 'Only electron/libvirt talks to libvirt.')

export default tseslint.config(
  {
    ignores: [
      'out/**',
      '.cache/**',
      '**/dist/**',
      'electron/node-libvirt/build/**',
      'node_modules/**',
    ],
  },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue,mjs,js}'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver()],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': 'error',
      'no-restricted-imports': ['error', { paths: [electronOnly, busOnly, libvirtOnly] }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      // Both are how "nothing to do" and "resolves without a value" are written.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // A type that contains itself can't be a Record.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      // Types name the arguments already.
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
    },
  },
  {
    files: ['electron/dbus/bus.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [electronOnly, libvirtOnly] }] },
  },
  {
    files: ['electron/**', 'shared/**', 'renderer/**'],
    ignores: ['electron/host/here/programs.ts', 'electron/node-libvirt/{test,scripts}/**'],
    rules: {
      'no-restricted-syntax': ['error', programsOnly, filesOnly, ...hostOnly, ...kindsOnly],
    },
  },
  {
    files: [
      'electron/host/here/!(programs).ts',
      // The app's own files: its page, what it keeps, ssh's socket; and the schemas beside its library.
      'electron/shell/**',
      'electron/state-files/**',
      'electron/libvirt/connection/{ssh,schemas}.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', programsOnly, filesOnly, ...kindsOnly] },
  },
  {
    // The second opens disk images, and only to read; the third writes what goes with its login.
    files: [
      'electron/state-files/{own,chosen}-file.ts',
      'electron/host/here/{disk-image,login-folder}.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', programsOnly] },
  },
  {
    // All of zod in the page is 83 KB and 25 ms of a start, for nothing: the backend judges.
    files: ['renderer/**', 'shared/model/**', 'shared/rules/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'zod', allowTypeImports: true, message: 'The window has no schemas.' }],
          patterns: [
            { group: ['**/schemas/*'], allowTypeImports: true, message: 'Take the type alone.' },
          ],
        },
      ],
    },
  },
  {
    // The backend names a connection's type; values it gets from electron/libvirt.
    files: ['electron/libvirt/**', 'electron/backend/inventory/libvirt-*.ts', 'test/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [electronOnly, busOnly] }] },
  },
  {
    files: [
      'electron/shell/**',
      'build/setup/electron/**',
      'test/window-fake/electron.mjs',
      'test/bench/bare/**',
    ],
    rules: { 'no-restricted-imports': ['error', { paths: [busOnly, libvirtOnly] }] },
  },
  {
    files: ['electron/node-libvirt/**'],
    rules: {
      // Columns that the native side fills for every row.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'vue/no-restricted-syntax': ['error', ...kindsOnly],
      // Prettier's business.
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      // Optional props without a default are undefined, and TypeScript says so.
      'vue/require-default-prop': 'off',
    },
  },
)
