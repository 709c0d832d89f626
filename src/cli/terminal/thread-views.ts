import type { ThreadAppended, ThreadItem, ThreadListPage, ThreadPage } from '../../core/model.ts'
import { count, grouped } from './amounts.ts'
import { plainLine } from './escape-controls.ts'
import { style } from './style.ts'
import { table } from './table.ts'
import { minute, text } from './views.ts'

export function threadAppended({ appended, items }: ThreadAppended): string[] {
  return [`${style('good', 'Appended')} ${grouped(appended)}; ${count(items, 'item')} in the thread.`]
}

export function threadPage({ items, nextBefore }: ThreadPage): string[] {
  if (items.length === 0) return ['The thread is empty.']
  return [
    ...items.flatMap(threadItem),
    ...(nextBefore === null ? [] : ['', style('quiet', `There are earlier ones: --before ${nextBefore}`)]),
  ]
}

export function threadPopped({ item }: { readonly item: ThreadItem | null }): string[] {
  return item === null ? ['The thread is empty.'] : threadItem(item)
}

export function threadCleared({ removed }: { readonly removed: number }): string[] {
  return [`${style('good', 'Removed')} ${count(removed, 'item')}.`]
}

export function threadList({ threads, nextCursor }: ThreadListPage): string[] {
  if (threads.length === 0) return ['There are no threads.']
  const shown = threads.map(({ name, items, updatedAt }) => [
    plainLine(name),
    grouped(items),
    minute(updatedAt),
  ])
  return [
    ...table([{ heading: 'thread', gives: true }, { heading: 'items' }, { heading: 'last' }], shown),
    ...(nextCursor === null ? [] : ['', style('quiet', `There are more: --cursor ${nextCursor}`)]),
  ]
}

function threadItem({ number, item, createdAt }: ThreadItem): string[] {
  return [style('quiet', `#${number}  ${minute(createdAt)}`), ...text(plainLine(JSON.stringify(item)))]
}
