/** What software centres show: the description as written, with the changelog's releases. */
import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import type { Document, Element } from '@xmldom/xmldom'
import type { Release } from './changelog.ts'

export function metainfo(template: string, releases: Release[]): string {
  const document = new DOMParser().parseFromString(template, 'application/xml')
  const root = document.documentElement
  if (!root) throw new Error('the metainfo is empty')
  const list = append(document, root, 'releases')
  for (const release of releases) appendRelease(document, list, release)
  return `${new XMLSerializer().serializeToString(document)}\n`
}

function appendRelease(document: Document, list: Element, release: Release): void {
  const element = append(document, list, 'release')
  element.setAttribute('version', release.version)
  element.setAttribute('date', release.date)
  const changes = append(document, append(document, element, 'description'), 'ul')
  for (const change of release.changes) append(document, changes, 'li').textContent = change
}

function append(document: Document, parent: Element, name: string): Element {
  const element = document.createElement(name)
  parent.appendChild(element)
  return element
}
