import { once } from 'node:events'
import { checkOnPort, finish } from './check.js'
import { app } from './express.js'

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
await checkOnPort(server.address().port)
server.close()
await finish()
