import { MemoryHost } from './memory-host.ts'

const name = 'ilab-memory'

/**
 * Defines the element `<ilab-memory>`, once: a second call, or a second copy of the script, changes nothing. On a server,
 * which has no elements, it does nothing.
 *
 * @example
 * ```ts
 * import { defineMemoryElement } from 'ilab-memory/page/element'
 * defineMemoryElement()
 * ```
 */
export function defineMemoryElement(): void {
  if (typeof customElements !== 'undefined' && customElements.get(name) === undefined)
    customElements.define(name, MemoryHost)
}
