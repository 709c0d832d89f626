// Edits a keyring from a process of its own, and says when that is done. Arguments: path, then `revoke <id>`,
// `create <count>` or `remove <user>`.
import { createKey, removeKeysOf, revokeKey } from '../../../src/server/access/keyring/keyring.ts'

const [path = '', what, argument = ''] = process.argv.slice(2)
if (what === 'revoke') await revokeKey(path, argument)
if (what === 'remove') await removeKeysOf(path, argument)
if (what === 'create') {
  for (let i = 0; i < Number(argument); i++) await createKey(path, { userId: null, label: `${process.pid}` })
}
console.log('done')
