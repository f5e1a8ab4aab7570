/** Nuxt UI's components that templates use without an import (resolved at build time). */
declare module 'vue' {
  export interface GlobalComponents {
    UAlert: (typeof import('@nuxt/ui/components/Alert.vue'))['default']
    UApp: (typeof import('@nuxt/ui/components/App.vue'))['default']
    UBadge: (typeof import('@nuxt/ui/components/Badge.vue'))['default']
    UButton: (typeof import('@nuxt/ui/components/Button.vue'))['default']
    UCheckbox: (typeof import('@nuxt/ui/components/Checkbox.vue'))['default']
    UCommandPalette: (typeof import('@nuxt/ui/components/CommandPalette.vue'))['default']
    UContextMenu: (typeof import('@nuxt/ui/components/ContextMenu.vue'))['default']
    UDropdownMenu: (typeof import('@nuxt/ui/components/DropdownMenu.vue'))['default']
    UFieldGroup: (typeof import('@nuxt/ui/components/FieldGroup.vue'))['default']
    UFormField: (typeof import('@nuxt/ui/components/FormField.vue'))['default']
    UIcon: (typeof import('@nuxt/ui/components/Icon.vue'))['default']
    UInput: (typeof import('@nuxt/ui/components/Input.vue'))['default']
    UKbd: (typeof import('@nuxt/ui/components/Kbd.vue'))['default']
    UModal: (typeof import('@nuxt/ui/components/Modal.vue'))['default']
    URadioGroup: (typeof import('@nuxt/ui/components/RadioGroup.vue'))['default']
    USelect: (typeof import('@nuxt/ui/components/Select.vue'))['default']
    USelectMenu: (typeof import('@nuxt/ui/components/SelectMenu.vue'))['default']
    USeparator: (typeof import('@nuxt/ui/components/Separator.vue'))['default']
    USkeleton: (typeof import('@nuxt/ui/components/Skeleton.vue'))['default']
    USwitch: (typeof import('@nuxt/ui/components/Switch.vue'))['default']
    UTextarea: (typeof import('@nuxt/ui/components/Textarea.vue'))['default']
  }
}

export {}
