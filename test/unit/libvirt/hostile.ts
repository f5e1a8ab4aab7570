/** Names that libvirt takes, and that must stay names: markup, quotes, writing from the right. */
export const HOSTILE = [
  '<img onerror=alert(1)>',
  '\'"&',
  ']]>',
  '<!--',
  '--><script>',
  '&lt;&amp;#0;',
  '<!ENTITY x SYSTEM "file:///etc/passwd">',
  '"/><dnsmasq:options xmlns:dnsmasq="x"/>',
  '\u202eegdirb\u202c',
  'جسر',
  '橋🌉',
  ' spaces  inside ',
]
