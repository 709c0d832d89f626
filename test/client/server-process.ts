/**
 * A real server that dies. Arguments: file, port (0: a free one, which is printed), after how many saves, and when:
 * `before` the save, `during` it, or `after` the commit and before the answer; `never`.
 */
import { serve, openToAnyone } from '../../src/server/http/index.ts'
import { ILabMemory, type Draft, type SaveOptions, type SaveResult } from '../../src/index.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'

const [path, port = '0', saves = '1', moment = 'never'] = process.argv.slice(2)
let left = Number(saves)

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

function mortal(memory: UserMemory): UserMemory {
  const save = async (draft: Draft, options?: SaveOptions | null): Promise<SaveResult> => {
    const isLast = --left === 0
    if (isLast && moment === 'before') die()
    const saving = memory.save(draft, options)
    if (isLast && moment === 'during') setImmediate(die)
    const result = await saving
    if (isLast && moment === 'after') die()
    return result
  }
  return new Proxy(memory, {
    get(target, name) {
      if (name === 'save') return save
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}

const memory = await ILabMemory.fromPath(path)
const server = await serve({
  memory: { forUser: (userId) => mortal(memory.forUser(userId)) },
  authenticator: openToAnyone,
  port: Number(port),
})
console.log(`listening ${server.port}`)
